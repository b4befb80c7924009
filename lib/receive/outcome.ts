import type { Hole } from "./hole.ts";

/** What was kept of one camera's stream, told at the end. */
export interface CameraSummary {
  /** What the camera calls its stream. */
  readonly camera: string;
  /** Frames given to the outputs. */
  readonly frames: number;
  /** From the capture of the first to that of the last, and that one's duration, in seconds. */
  readonly seconds: number;
  /** Bytes of these frames. */
  readonly bytes: number;
  /** What is missing between them, in order; at most the first 1000. */
  readonly holes: readonly Hole[];
  /** How many holes there are. */
  readonly holeCount: number;
  /** Frames in the holes whose size is known. */
  readonly lostFrames: number;
  /** Times that a connection was made anew. */
  readonly reconnects: number;
  /** Messages that were damaged on their way (wrong sums); they were asked for again. */
  readonly damaged: number;
}

/** Why receiving ended. */
export type ReceiveEnd =
  /**
   * As wanted: the signal, `--frames` or `--duration`, END `limit`, or every output ended by itself.
   * Exit code 0.
   */
  | { readonly kind: "done"; readonly why: "stopped" | "frames" | "duration" | "limit" | "outputs" }
  /** No connection could be had, or the last try of as many as allowed failed. Exit code 3. */
  | { readonly kind: "gave-up"; readonly error: Error }
  /**
   * It ended as wanted, but under the gapless policy, and frames are lost for good, or may be: with a
   * new epoch nobody knows. It did not end because of that: a recording with a hole is worth more
   * than none. Damage that was repaired is no hole. Exit code 4.
   */
  | { readonly kind: "holes" }
  /** An output could not go on; if there were others, they have all that came. Exit code 5. */
  | { readonly kind: "output"; readonly error: Error };

/** How receiving ended, and what was kept. */
export interface ReceiveOutcome {
  /** Why it ended. */
  readonly end: ReceiveEnd;
  /** What was kept, of each camera. */
  readonly cameras: readonly CameraSummary[];
}
