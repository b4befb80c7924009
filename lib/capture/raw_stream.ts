import type { RawFormat } from "../bayer/mod.ts";
import type { FrameMetadata } from "../frame/mod.ts";

/** What RAW frames are like that come without a word about themselves. */
export interface RawStream {
  /** How samples lie in their bytes. */
  readonly format: RawFormat;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** Bytes from one row's beginning to the next one's; without padding if not given. */
  readonly strideBytes?: number | undefined;
  /** A JSON file that says what else is known of the newest frame. */
  readonly metadataPath?: string | undefined;
  /** Asked instead of that file when a frame is whole. */
  readonly metadata?: (() => FrameMetadata | undefined) | undefined;
}
