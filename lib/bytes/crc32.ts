/**
 * Slicing-by-8: table k holds what a byte does to the remainder after k further zero bytes, so that
 * eight bytes are taken per step. One flat array: one bounds check, no array of arrays.
 */
const TABLES = makeTables();

function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
    tables[byte] = value;
  }
  for (let index = 256; index < tables.length; index++) {
    const value = tables[index - 256]!;
    tables[index] = (value >>> 8) ^ tables[value & 0xff]!;
  }
  return tables;
}

/**
 * CRC-32 as zlib, gzip and PNG compute it (IEEE 802.3, reflected, polynomial 0xEDB88320). Pure, for
 * the places that have no `node:zlib`.
 *
 * Spec: wire-protocol v1, *Message*, payloadCrc32 and headerCrc32.
 *
 * ```ts
 * import { crc32 } from "./mod.ts";
 *
 * const whole = crc32(new TextEncoder().encode("123456789"));
 * if (whole !== 0xcbf43926) throw new Error("not the check value of CRC-32");
 * ```
 *
 * @param bytes What to sum up; only read.
 * @param seed Result for the bytes that came before, to sum up in pieces; 0 to begin.
 * @returns The sum, 0 to 2³² − 1.
 */
export function crc32(bytes: Uint8Array, seed = 0): number {
  const t = TABLES;
  const length = bytes.length;
  let crc = ~seed;
  let i = 0;
  for (const last = length - 8; i <= last; i += 8) {
    crc ^= bytes[i]! | bytes[i + 1]! << 8 | bytes[i + 2]! << 16 | bytes[i + 3]! << 24;
    crc = t[1792 + (crc & 0xff)]! ^ t[1536 + (crc >>> 8 & 0xff)]! ^
      t[1280 + (crc >>> 16 & 0xff)]! ^ t[1024 + (crc >>> 24)]! ^
      t[768 + bytes[i + 4]!]! ^ t[512 + bytes[i + 5]!]! ^
      t[256 + bytes[i + 6]!]! ^ t[bytes[i + 7]!]!;
  }
  for (; i < length; i++) crc = (crc >>> 8) ^ t[(crc ^ bytes[i]!) & 0xff]!;
  return ~crc >>> 0;
}
