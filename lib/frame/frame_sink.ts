import type { FrameMetadata } from "./frame.ts";
import type { StreamInfo } from "./stream_info.ts";

/** What a source knows of a frame once its last byte is there. */
export interface FrameEnd {
  /** Bits of `FrameFlag`. */
  readonly flags: number;
  /** Unix time in microseconds, see `Frame.captureUs`. */
  readonly captureUs: number;
  /** The stream's description, given with the first frame and with every frame that changes it. */
  readonly stream?: StreamInfo;
  /** What the source tells beside the picture. */
  readonly metadata?: FrameMetadata;
}

/**
 * What a source pours a stream into: bytes as they arrive, then where a frame ends. One frame is
 * open at a time, from the first `append` to `commit` or `abandon`.
 */
export interface FrameSink {
  /**
   * Adds bytes to the open frame; opens one where none is open. The bytes are copied before it
   * returns: the caller may reuse them.
   */
  append(bytes: Uint8Array): void;
  /** Ends the open frame: readers of frames see it now. Without an open frame it does nothing. */
  commit(end: FrameEnd): void;
  /** Drops the open frame: its end never came. Readers of bare bytes may have had a part of it. */
  abandon(): void;
}
