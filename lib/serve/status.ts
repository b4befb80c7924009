import type { CaptureStatus } from "../capture/mod.ts";
import type { StreamInfo } from "../frame/mod.ts";
import type { ProcessHealth } from "../observe/mod.ts";
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
