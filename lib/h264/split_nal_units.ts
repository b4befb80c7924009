import { findStartCode } from "./start_code.ts";

/**
 * Cuts an access unit into its NAL units. Zero bytes behind a NAL unit belong to none.
 *
 * Spec: ITU-T H.264 (08/2021) Annex B.1.
 *
 * @param bytes Annex B form; only read.
 * @param isEnough Given a NAL unit's header, says to look no further: that unit is left out.
 * @returns Views, header first, without start codes.
 */
export function splitNalUnits(
  bytes: Uint8Array,
  isEnough: (header: number) => boolean = () => false,
): Uint8Array[] {
  const units: Uint8Array[] = [];
  let start = findStartCode(bytes);
  while (start >= 0 && !isEnough(bytes[start + 3] ?? 0)) {
    const next = findStartCode(bytes, start + 3);
    let end = next < 0 ? bytes.length : next;
    while (end > start + 3 && bytes[end - 1] === 0) end--;
    if (end > start + 3) units.push(bytes.subarray(start + 3, end));
    start = next;
  }
  return units;
}
