import type { StreamInfo } from "../frame/mod.ts";

/** A sample has 12 bits: those above are 0 in the high one of its two bytes. */
const unusedBits = 0xf0;

/**
 * Finds why something that was sent as a RAW frame is none. Spec: wire-protocol v1, *FRAME payload*.
 *
 * @param payload Row-major little-endian uint16.
 * @param stream Says what it should be.
 * @returns What is wrong, in words; nothing where it is a frame.
 */
export function rawFrameFault(payload: Uint8Array, stream: StreamInfo): string | undefined {
  const { width, height, bayer } = stream;
  if (width === undefined || height === undefined || bayer === undefined) {
    const missing = Object.entries({ "width": width, "height": height, "Bayer order": bayer })
      .filter(([, value]) => value === undefined).map(([name]) => name);
    return `the stream does not tell its ${missing.join(" and ")}`;
  }
  const wantedBytes = 2 * width * height;
  if (payload.length !== wantedBytes) {
    return `it has ${payload.length} bytes, and one of ${width}x${height} has ${wantedBytes}`;
  }
  return hasUnusedBits(payload) ? "it has values above 4095, which 12 bits do not hold" : undefined;
}

function hasUnusedBits(payload: Uint8Array): boolean {
  let bits = 0;
  if (payload.byteOffset % 4 === 0 && payload.length % 4 === 0) {
    const pairs = new Uint32Array(payload.buffer, payload.byteOffset, payload.length / 4);
    for (let i = 0; i < pairs.length; i++) bits |= pairs[i]!;
    return (bits & (unusedBits << 24 | unusedBits << 8)) !== 0;
  }
  for (let i = 1; i < payload.length; i += 2) bits |= payload[i]!;
  return (bits & unusedBits) !== 0;
}
