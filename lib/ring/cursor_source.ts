import type { StreamInfo } from "../frame/mod.ts";
import type { RecentFrame } from "./recent_frames.ts";
import type { RecordFinder } from "./record_finder.ts";
import type { RecordReader } from "./record_reader.ts";

/** What a cursor reads from: this program's ring or another one's. All of it is synchronous. */
export interface CursorSource {
  /** UUID of the numbering. Cursors notice when it changes. */
  readonly epoch: string;
  /** First sequence still held. */
  readonly oldest: number;
  /** The sequence that the next frame gets. */
  readonly head: number;
  /** Newest frame that decoding can start at; -1 when none is held. */
  readonly newestKey: number;
  /** When the newest committed frame was captured, Unix µs; 0 before the first. */
  readonly newestCaptureUs: number;
  /** Description of the newest frames; unknown before the first. */
  readonly stream: StreamInfo | undefined;
  /** The frame whose bytes are arriving, if readers of bare bytes may have them. */
  readonly open: RecentFrame | undefined;
  /** A committed frame that is still in memory. */
  recent(sequence: number): RecentFrame | undefined;
  /** Finds records. */
  readonly finder: RecordFinder;
  /** Reads records. */
  readonly reader: RecordReader;
}
