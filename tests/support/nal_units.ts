/** Cuts an Annex B stream into NAL units, for tests of what an encoder makes. @module */

/**
 * NAL units of a stream with four-byte start codes.
 *
 * @param bytes Only read
 * @returns Views without start codes, header first
 * @throws {Error} If the stream does not begin with a start code of four bytes
 */
export function splitNalUnits(bytes: Uint8Array): Uint8Array[] {
  const starts: number[] = [];
  for (let i = 0; i + 3 < bytes.length; i++) {
    if (bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 2] === 0 && bytes[i + 3] === 1) {
      starts.push(i);
    }
  }
  if (starts[0] !== 0) throw new Error("The stream does not begin with 00 00 00 01");
  return starts.map((start, i) => bytes.subarray(start + 4, starts[i + 1] ?? bytes.length));
}

/** One array of many. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
