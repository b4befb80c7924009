import { BitReader } from "./bit_reader.ts";
import { removeEmulationPrevention } from "./emulation_prevention.ts";
import { NalUnitType, nalUnitType } from "./nal_unit.ts";

/** The first fields of a picture parameter set: whose it is. Spec: ITU-T H.264 (08/2021) 7.4.2.2. */
export interface Pps {
  /** pic_parameter_set_id, 0 to 255. */
  readonly id: number;
  /** seq_parameter_set_id, 0 to 31. */
  readonly spsId: number;
  /** entropy_coding_mode_flag: CABAC. */
  readonly cabac: boolean;
}

/** So many bytes hold the fields that are read, emulation prevention included. */
const HEAD_BYTES = 16;

/**
 * Parses the first fields of a picture parameter set.
 *
 * Spec: ITU-T H.264 (08/2021) 7.3.2.2.
 *
 * @param nal The NAL unit, its header first, without start code; only read.
 * @throws {SyntaxError} If it is none, ends early, or a value is outside its range.
 */
export function parsePps(nal: Uint8Array): Pps {
  const type = nalUnitType(nal[0] ?? 0);
  if (type !== NalUnitType.pps) {
    throw new SyntaxError(`Cannot parse PPS: nal_unit_type must be 8, is ${type}`);
  }
  const head = removeEmulationPrevention(nal.subarray(1, HEAD_BYTES));
  const reader = new BitReader(head, "PPS");
  const id = reader.unsignedGolomb("pic_parameter_set_id", { max: 255 });
  const spsId = reader.unsignedGolomb("seq_parameter_set_id", { max: 31 });
  return { id, spsId, cabac: reader.flag("entropy_coding_mode_flag") };
}
