import type { Codec } from "../frame/mod.ts";
import type { RingView } from "../ring/mod.ts";
import { HttpProblem } from "./problem.ts";

/** What can be had of a codec by HTTP, the best first. */
const paths: Readonly<Record<Codec, readonly string[]>> = {
  h264: ["/stream.h264"],
  mjpeg: ["/stream.mjpg", "/frame.jpg"],
  raw12: [],
};

/**
 * Makes sure that the stream is of the codec that a path gives. Before the first frame any may come.
 * @throws {HttpProblem} 406 that names the paths that there are.
 */
export function requireCodec(ring: RingView, codec: Codec): void {
  const present = ring.stream?.codec;
  if (present === undefined || present === codec) return;
  const there = paths[present];
  throw new HttpProblem(
    406,
    `The camera gives ${present}, not ${codec}` +
      (there.length === 0 ? "" : `: there is ${there.join(" and ")}`),
  );
}
