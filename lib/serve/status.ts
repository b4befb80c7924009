import type { CaptureStatus } from "../capture/mod.ts";
import type { StreamInfo } from "../frame/mod.ts";
import type { MachineHealth, ProcessHealth } from "../observe/mod.ts";
import type { RingStatus } from "../ring/mod.ts";
import type { ClientStatus } from "./session.ts";
import type { SessionTotals } from "./sessions.ts";

/**
 * The one status object, from which API, metrics, page and log speak. Each part tells its own
 * member; `lib/cli` gathers them.
 */
export interface Status {
  /** This program. */
  readonly program: {
    /** Always `picam`. */
    readonly name: string;
    /** Its version. */
    readonly version: string;
    /** Process number. */
    readonly pid: number;
    /** Since when it runs, Unix µs. */
    readonly startedAtUs: number;
  };
  /** What the appliance is doing: `idle`, `streaming`, … Spec: wire-protocol v1, *Control methods*. */
  readonly state?: string;
  /** Why it does that, in words. */
  readonly reason?: string;
  /** A shutdown or reboot that is due. */
  readonly scheduled?: {
    /** `shutdown` or `reboot`. */
    readonly action: string;
    /** When, Unix µs. */
    readonly atUs: number;
  };
  /** Why no frames are flowing, in words; absent while they are. */
  readonly notReady?: string;
  /** What is being served; unknown before the first frame. */
  readonly stream?: StreamInfo;
  /** The camera; absent where another picam's ring is served. */
  readonly camera?: CaptureStatus;
  /** The ring. */
  readonly ring: RingStatus;
  /** Sessions in all. */
  readonly sessions: SessionTotals;
  /** Each session. */
  readonly clients: readonly ClientStatus[];
  /** Memory, processor time and descriptors of this program. */
  readonly process: ProcessHealth;
  /** Temperature, power supply, room on disks and Wi-Fi of the machine. */
  readonly machine?: MachineHealth;
  /** Ports that it listens on. */
  readonly ports: {
    /** HTTP. */
    readonly http?: number;
    /** Framed protocol. */
    readonly tcp?: number;
    /** Bare elementary stream. */
    readonly raw?: number;
  };
}
