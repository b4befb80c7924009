/** Widens samples of a byte each. */
export function unpackPlain8(row: Uint8Array, into: Uint16Array): void {
  for (let x = 0; x < into.length; x++) into[x] = row[x]!;
}

/** Takes over samples of 16 bits as they are. The machine must be little-endian, as all that run Deno are. */
export function copyPlain16(row: Uint8Array, into: Uint16Array): void {
  // Byte by byte, because a row may begin at an odd place.
  new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(
    row.subarray(0, into.byteLength),
  );
}

/** Brings samples of more than 12 bits down to 12. */
export function shiftDown(samples: Uint16Array, bits: number): void {
  for (let i = 0; i < samples.length; i++) samples[i]! >>>= bits;
}

/**
 * Holds samples to their range.
 *
 * @param largest Largest value allowed: a power of two, less one.
 * @returns how many were above; they are `largest` now.
 */
export function clamp(samples: Uint16Array, largest: number): number {
  if (bitsIn(samples) <= largest) return 0;
  let count = 0;
  for (let i = 0; i < samples.length; i++) {
    if (samples[i]! > largest) {
      samples[i] = largest;
      count++;
    }
  }
  return count;
}

/** All bits that are set in any sample: mostly all that there is to know, at a quarter of the time. */
function bitsIn(samples: Uint16Array): number {
  const { buffer, byteOffset, length } = samples;
  const pairCount = byteOffset % 4 === 0 ? length >> 1 : 0;
  const pairs = new Uint32Array(buffer, byteOffset - byteOffset % 4, pairCount);
  let bits = 0;
  for (let i = 0; i < pairCount; i++) bits |= pairs[i]!;
  for (let i = pairCount * 2; i < length; i++) bits |= samples[i]!;
  return (bits >>> 16 | bits) & 0xffff;
}
