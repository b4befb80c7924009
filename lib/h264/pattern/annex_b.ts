import { addEmulationPrevention } from "../emulation_prevention.ts";

const START_CODE = [0, 0, 0, 1];

/**
 * Puts NAL units behind four-byte start codes, with emulation prevention.
 * Spec: ITU-T H.264 (08/2021) 7.3.1, B.1.1.
 *
 * @param units Each begins with its header and ends with its trailing bits; only read
 * @param head Bytes to put in front, already in Annex B form; only read
 * @returns A new array
 */
export function toAnnexB(
  units: readonly Uint8Array[],
  head: Uint8Array = new Uint8Array(),
): Uint8Array<ArrayBuffer> {
  const escaped = units.map(addEmulationPrevention);
  const length = escaped.reduce((sum, unit) => sum + START_CODE.length + unit.length, head.length);
  const bytes = new Uint8Array(length);
  bytes.set(head);
  let at = head.length;
  for (const unit of escaped) {
    bytes.set(START_CODE, at);
    bytes.set(unit, at + START_CODE.length);
    at += START_CODE.length + unit.length;
  }
  return bytes;
}
