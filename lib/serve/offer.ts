import type { Codec } from "../frame/mod.ts";
import type { RingView } from "../ring/mod.ts";
import { HttpProblem } from "./problem.ts";

/** What can be had of each codec. */
const offers: Readonly<Record<Codec, readonly string[]>> = {
  h264: ["/stream.h264", "/stream.mp4", "/hls/live.m3u8", "/clip.mp4", "/frame.jpg", "/ws"],
  mjpeg: ["/stream.mjpg", "/frame.jpg", "/ws"],
  raw12: ["/ws"],
};

/**
 * Makes sure that a path can be made of what the camera gives.
 * @throws {HttpProblem} 406 that names what there is.
 */
export function requireCodec(ring: RingView, path: string, codecs: readonly Codec[]): void {
  const codec = ring.stream?.codec;
  if (codec === undefined || codecs.includes(codec)) return;
  throw new HttpProblem(
    406,
    `${path} cannot be made of ${codec}, which this camera gives; there is ${
      offers[codec].join(", ")
    }`,
  );
}
