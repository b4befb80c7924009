/**
 * Finds the next start code prefix, `00 00 01`. A zero byte in front of it (the 4-byte form) is not
 * looked for: it is the caller's to claim.
 *
 * Spec: ITU-T H.264 (08/2021) Annex B.1.1, start_code_prefix_one_3bytes.
 *
 * @param bytes A piece of a byte stream; only read.
 * @param from Index to search from.
 * @returns Index of the first of the three bytes, or −1.
 */
export function findStartCode(bytes: Uint8Array, from = 0): number {
  const length = bytes.length;
  // The third byte of the three decides how far to go: above 1 it is part of no start code, so
  // that two bytes of three are never looked at in a coded picture.
  let i = from + 2;
  while (i < length) {
    const third = bytes[i]!;
    if (third > 1) i += 3;
    else if (third === 0) i += 1;
    else if (bytes[i - 1] === 0 && bytes[i - 2] === 0) return i - 2;
    else i += 3;
  }
  return -1;
}
