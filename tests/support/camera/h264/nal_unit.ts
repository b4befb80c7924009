/**
 * Makes an Annex B NAL unit out of a header byte and a payload: start code in front, emulation
 * prevention inside. Spec: ITU-T H.264 7.4.1, B.1.1.
 */
export function nalUnit(
  header: number,
  payload: Uint8Array,
  options: { startCodeBytes: 3 | 4 },
): Uint8Array {
  const out = new Uint8Array(options.startCodeBytes + 1 + Math.ceil(payload.length * 1.5));
  let end = options.startCodeBytes;
  out[end - 1] = 1;
  out[end++] = header;
  let zeros = 0;
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      out[end++] = 3;
      zeros = 0;
    }
    out[end++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out.subarray(0, end);
}

/** Joins byte arrays into one. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
