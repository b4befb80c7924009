import { WireError } from "./wire_error.ts";

/**
 * Reads eight bytes, big-endian. All that picam counts so is exact as a number: microseconds since
 * 1970 until the year 2255.
 * @throws {WireError} where it is 2⁵³ or more.
 */
export function getUint64(view: DataView, offset: number): number {
  const value = view.getUint32(offset) * 2 ** 32 + view.getUint32(offset + 4);
  if (Number.isSafeInteger(value)) return value;
  throw new WireError("protocol", "A message has a number of 2^53 or more");
}

/** Writes eight bytes, big-endian. @param value 0 to 2⁵³ − 1; a fraction is cut off. */
export function setUint64(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, Math.floor(value / 2 ** 32));
  view.setUint32(offset + 4, value % 2 ** 32);
}
