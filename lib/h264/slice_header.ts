import { BitReader } from "./bit_reader.ts";
import { removeEmulationPrevention } from "./emulation_prevention.ts";
import { hasSliceHeader, nalUnitType } from "./nal_unit.ts";

/** The first fields of a slice header. Spec: ITU-T H.264 (08/2021) 7.4.3. */
export interface SliceHeader {
  /** first_mb_in_slice: 0 in the first slice of a picture. */
  readonly firstMbInSlice: number;
  /** What its macroblocks may be. */
  readonly sliceType: "P" | "B" | "I" | "SP" | "SI";
  /** pic_parameter_set_id, 0 to 255. */
  readonly ppsId: number;
}

const SLICE_TYPES = ["P", "B", "I", "SP", "SI"] as const;

/** So many bytes hold the fields that are read, emulation prevention included. */
const HEAD_BYTES = 20;

/**
 * Parses the first fields of a slice header.
 *
 * Spec: ITU-T H.264 (08/2021) 7.3.3.
 *
 * @param nal The NAL unit or its first 20 bytes, its header first, without start code; only read.
 * @throws {SyntaxError} If it has no slice header, ends early, or a value is outside its range.
 */
export function parseSliceHeader(nal: Uint8Array): SliceHeader {
  const type = nalUnitType(nal[0] ?? 0);
  if (!hasSliceHeader(type)) {
    throw new SyntaxError(`Cannot parse slice header: nal_unit_type ${type} has none`);
  }
  const head = removeEmulationPrevention(nal.subarray(1, HEAD_BYTES));
  const reader = new BitReader(head, "slice header");
  const firstMbInSlice = reader.unsignedGolomb("first_mb_in_slice");
  const code = reader.unsignedGolomb("slice_type", { max: 9 });
  const ppsId = reader.unsignedGolomb("pic_parameter_set_id", { max: 255 });
  return { firstMbInSlice, sliceType: SLICE_TYPES[code % 5]!, ppsId };
}
