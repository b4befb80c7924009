import type { PresentFault } from "./fault.ts";
import type { ProgramFacts } from "./source.ts";

/**
 * What capture is doing: `idle` not asked to run; `starting` a run has begun, no frame yet; `streaming`
 * frames come; `waiting` until the next run; `stopping` a run is asked to end; `ended` the source has no
 * more.
 */
export type CaptureState = "idle" | "starting" | "streaming" | "waiting" | "stopping" | "ended";

/** What is known of capture, as the status object of the API carries it. Times are Unix microseconds. */
export interface CaptureStatus extends ProgramFacts {
  /** What it is doing. */
  readonly state: CaptureState;
  /** The source, as `--source` names it. */
  readonly source: string;
  /** Runs begun so far. */
  readonly runs: number;
  /** Runs begun because the one before had failed. */
  readonly restarts: number;
  /** When the present or last run began. */
  readonly startedAtUs?: number;
  /** When the next run begins, in state `waiting`. */
  readonly nextRunAtUs?: number;
  /** When the newest frame was complete. */
  readonly lastFrameAtUs?: number;
  /** Frames so far. */
  readonly frames: number;
  /** Bytes that the source sent so far. */
  readonly bytes: number;
  /** Frames whose end was taken too early. */
  readonly wrongEnds: number;
  /** What is wrong now. */
  readonly fault?: PresentFault;
}
