import type { FrameSink, NowUs } from "../frame/mod.ts";
import type { Timers } from "./quiet_timer.ts";
import type { StreamSettings } from "./stream_description.ts";
import type { StreamFault } from "./stream_fault.ts";

/** How an `AccessUnitAssembler` works and for whom. */
export interface AssemblerOptions extends StreamSettings, Partial<Timers> {
  /** Gets the frames. */
  readonly sink: FrameSink;
  /** The clock of `captureUs`; asked once per push. */
  readonly nowUs: NowUs;
  /**
   * Where a unit ends. `writes` (default): with the source's write, as far as can be told: for pipes of
   * a live source. `next-start`: where the next unit begins: for files.
   */
  readonly unitEnd?: "writes" | "next-start" | undefined;
  /** The first frame carries DISCONTINUITY: the source was restarted. */
  readonly discontinuity?: boolean | undefined;
  /** Length of the reader's buffer: a push of that length was cut by it. 65536 if not given. */
  readonly fullReadBytes?: number | undefined;
  /**
   * Runs what may wait until readers of bare bytes have theirs: where a unit ends, and all that
   * follows from it. At once if not given; at the latest with the next call of the assembler.
   */
  readonly afterBytes?: ((work: () => void) => void) | undefined;
  /** Told once per change of state what is wrong with the stream. */
  readonly onFault?: ((fault: StreamFault) => void) | undefined;
}

/** What an assembler has counted since it was made. */
export interface AssemblerCounters {
  /** Bytes pushed. */
  readonly bytes: number;
  /** Access units committed; continuations are not counted. */
  readonly accessUnits: number;
  /** Key frames among them. */
  readonly keyFrames: number;
  /** Access units dropped: before the first key frame, or with a fault. */
  readonly droppedUnits: number;
  /** Bytes that went into no frame. */
  readonly discardedBytes: number;
  /** Ends taken too early: a continuation followed. */
  readonly wrongEnds: number;
  /** Ends that only silence could confirm. */
  readonly doubtfulEnds: number;
  /** Faults told to `onFault`. */
  readonly faults: number;
}
