import type { CaptureStatus } from "../capture/mod.ts";
import type { StreamInfo } from "../frame/mod.ts";
import type { MachineHealth, ProcessHealth } from "../observe/mod.ts";
import type { RingStatus } from "../ring/mod.ts";
import type { PushStatus } from "./push.ts";
import type { ClientStatus } from "./session.ts";
import type { SessionTotals } from "./sessions.ts";

/** What is known of a recording; `lib/record` tells it. */
export interface RecordingStatus {
  /** What it writes to. */
  readonly target: string;
  /** The file that is open. */
  readonly path?: string;
  /** Files begun. */
  readonly files: number;
  /** Frames kept. */
  readonly frames: number;
  /** Bytes written. */
  readonly bytes: number;
  /** Frames that left the ring before they were written. */
  readonly lostFrames: number;
  /** Why it records no more. */
  readonly trouble?: string;
}

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
  readonly state: string;
  /** Why, in words. */
  readonly reason: string;
  /** A shutdown or reboot that is due. */
  readonly scheduled?: {
    /** Which. */
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
  /** What is recorded here, one for each `--record`. */
  readonly recordings: readonly RecordingStatus[];
  /** Receivers that frames are pushed to, one for each `--push`. */
  readonly pushes: readonly PushStatus[];
  /** Temperature, power supply, room on disks, Wi-Fi: what this machine tells of itself. */
  readonly machine: MachineHealth;
  /** Memory, processor time and descriptors of this program. */
  readonly process: ProcessHealth;
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
