import type { StreamInfo } from "../frame/mod.ts";
import type { Cursor, CursorOptions } from "./cursor.ts";
import type { RingStatus } from "./ring_status.ts";

/** A ring to read: the one that this program writes, or another program's that it follows. */
export interface RingView {
  /** UUID of the numbering. */
  readonly epoch: string;
  /** First sequence still held. */
  readonly oldest: number;
  /** The sequence that the next frame gets. */
  readonly head: number;
  /** Newest frame that decoding can start at; -1 when none is held. */
  readonly newestKey: number;
  /** Description of the newest frames; unknown before the first. */
  readonly stream: StreamInfo | undefined;
  /**
   * Begins to read.
   * @throws {RangeError} when `from` names a sequence of this epoch that does not exist yet.
   */
  cursor(options?: CursorOptions): Cursor;
  /**
   * Calls `wake` after bytes or frames came, once for all that one turn of the event loop brought.
   * @returns what ends that.
   */
  subscribe(wake: () => void): () => void;
  /** What the status object says of it. */
  status(): RingStatus;
}
