import type { BitReader } from "./bit_reader.ts";

/**
 * Reads over the scaling lists of a parameter set: nothing in picam needs their values, but what
 * comes after them.
 *
 * Spec: ITU-T H.264 (08/2021) 7.3.2.1.1.1.
 *
 * @param reader Stands at the first scaling_list_present_flag.
 * @param count How many lists there may be: six of 4 × 4, then those of 8 × 8.
 * @throws {SyntaxError} If the payload ends early or a delta is outside its range.
 */
export function skipScalingLists(reader: BitReader, count: number): void {
  for (let list = 0; list < count; list++) {
    if (reader.flag("seq_scaling_list_present_flag")) skipScalingList(reader, list < 6 ? 16 : 64);
  }
}

function skipScalingList(reader: BitReader, size: number): void {
  let scale = 8;
  for (let i = 0; i < size; i++) {
    const delta = reader.signedGolomb("delta_scale", { min: -128, max: 127 });
    scale = (scale + delta + 256) % 256;
    // Zero: the rest of the list repeats the last value and is not sent.
    if (scale === 0) return;
  }
}
