import { PatternEncoder } from "../../../lib/h264/mod.ts";
import { joined } from "./frame_collector.ts";

/** A small recording: access units of the pattern camera, a key frame every ten. */
export function recordPattern(frames: number): Uint8Array<ArrayBuffer>[] {
  const encoder = new PatternEncoder({
    width: 320,
    height: 240,
    framerate: 30,
    bitrateBps: 500_000,
    intra: 10,
  });
  return Array.from({ length: frames }, (_, n) => encoder.encode(1_700_000_000_000 + n * 33).bytes);
}

/** The same as one byte stream. */
export function recordedBytes(frames: number): Uint8Array<ArrayBuffer> {
  return joined(recordPattern(frames));
}
