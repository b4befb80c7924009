import type { StreamInfo } from "../frame/mod.ts";
import { nominalDurationUs } from "../mp4/mod.ts";
import type { FileContent } from "./frame_file.ts";

/** When a new file begins: at the first key frame after that long, or after that many bytes. */
export type Segment = { readonly durationMs: number } | { readonly sizeBytes: number };

/**
 * Tells whether a file has all that it is to have. A key frame half a frame early is not let by: else
 * files of 60 s would have 61 whenever the camera's clock is a trifle slow.
 *
 * @param content What is in it, the last frame's duration included.
 */
export function isDue(segment: Segment, content: FileContent, stream: StreamInfo): boolean {
  if ("sizeBytes" in segment) return content.sizeBytes >= segment.sizeBytes;
  const toleranceUs = nominalDurationUs(stream.framerate) / 2;
  return content.durationUs + toleranceUs >= segment.durationMs * 1000;
}

/** Tells whether frames of one description cannot follow those of the other in one file. */
export function differs(a: StreamInfo, b: StreamInfo): boolean {
  return a.codec !== b.codec || a.codecString !== b.codecString ||
    a.width !== b.width || a.height !== b.height ||
    a.bayer !== b.bayer || a.bitDepth !== b.bitDepth;
}
