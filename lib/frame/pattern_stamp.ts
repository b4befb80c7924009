/** What the stamp in a picture says. */
export interface PatternStamp {
  /** Number of the picture modulo 2^32, from 0. */
  readonly frameNumber: number;
  /** Unix time that the picture's clock shows, in whole milliseconds, modulo 2^44. */
  readonly unixMs: number;
}

/** Bytes of a coded stamp. */
export const STAMP_BYTES = 12;

/** Four bits behind the frame number, so that a picture of one colour is no stamp. */
const SYNC = 0b1010;

/** Frame number in 32 bits, {@linkcode SYNC}, time in 44 bits, CRC-16: highest bit first. */
export function encodeStamp(stamp: PatternStamp): Uint8Array {
  const bytes = new Uint8Array(STAMP_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, stamp.frameNumber % 2 ** 32);
  const unixMs = Math.floor(stamp.unixMs) % 2 ** 44;
  view.setUint16(4, SYNC << 12 | Math.floor(unixMs / 2 ** 32));
  view.setUint32(6, unixMs % 2 ** 32);
  view.setUint16(10, crc16(bytes.subarray(0, 10)));
  return bytes;
}

/**
 * Reads a coded stamp.
 * @param bytes {@linkcode STAMP_BYTES} of them; only read.
 * @returns `undefined` if the bytes are no stamp
 */
export function decodeStamp(bytes: Uint8Array<ArrayBuffer>): PatternStamp | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, STAMP_BYTES);
  const high = view.getUint16(4);
  if (high >> 12 !== SYNC || view.getUint16(10) !== crc16(bytes.subarray(0, 10))) return undefined;
  return {
    frameNumber: view.getUint32(0),
    unixMs: (high & 0xfff) * 2 ** 32 + view.getUint32(6),
  };
}

/** CRC-16 with polynomial 0x1021, started at 0xffff. */
function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}
