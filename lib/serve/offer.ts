import type { Codec, StreamInfo } from "../frame/mod.ts";
import { HttpProblem } from "./problem.ts";

/** What can be had of each codec. */
const offers: Readonly<Record<Codec, readonly string[]>> = {
  h264: ["/stream.h264", "/stream.mp4", "/hls/live.m3u8", "/clip.mp4", "/frame.jpg", "/ws"],
  mjpeg: ["/stream.mjpg", "/frame.jpg", "/ws"],
  raw12: ["/frame.raw", "/ws"],
};

/**
 * Makes sure that a path can be made of what the camera gives.
 * @param source The ring; before its first frame anything may come.
 * @throws {HttpProblem} 406 that names what there is.
 */
export function requireCodec(
  source: { readonly stream: StreamInfo | undefined },
  path: string,
  codecs: readonly Codec[],
): void {
  const codec = source.stream?.codec;
  if (codec === undefined || codecs.includes(codec)) return;
  throw new HttpProblem(
    406,
    `${path} cannot be made of ${codec}, which this camera gives; there is ${
      offers[codec].join(", ")
    }`,
  );
}
