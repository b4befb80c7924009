import { BitReader } from "./bit_reader.ts";
import { removeEmulationPrevention } from "./emulation_prevention.ts";
import { NalUnitType, nalUnitType } from "./nal_unit.ts";
import { skipScalingLists } from "./scaling_lists.ts";
import { readVui, type Vui } from "./vui.ts";

/** What a sequence parameter set says. Spec: ITU-T H.264 (08/2021) 7.4.2.1.1. */
export interface Sps {
  /** profile_idc: 66 Baseline, 77 Main, 100 High … */
  readonly profileIdc: number;
  /** The byte between profile and level: constraint_set0_flag in its highest bit. */
  readonly constraintFlags: number;
  /** level_idc: ten times the level. */
  readonly levelIdc: number;
  /** seq_parameter_set_id, 0 to 31. */
  readonly id: number;
  /** 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  readonly chromaFormatIdc: number;
  /** Whether the three planes of 4:4:4 are coded apart. */
  readonly separateColourPlanes: boolean;
  /** Significant bits of a luma sample. */
  readonly bitDepthLuma: number;
  /** Significant bits of a chroma sample. */
  readonly bitDepthChroma: number;
  /** log2_max_frame_num_minus4, 0 to 12. */
  readonly log2MaxFrameNumMinus4: number;
  /** pic_order_cnt_type, 0 to 2. */
  readonly picOrderCntType: number;
  /** log2_max_pic_order_cnt_lsb_minus4, 0 to 12; of type 0 only. */
  readonly log2MaxPicOrderCntLsbMinus4?: number;
  /** max_num_ref_frames. */
  readonly maxNumRefFrames: number;
  /** Whether every picture is a whole frame, never a field. */
  readonly frameMbsOnly: boolean;
  /** Width of the coded picture in pixels, a multiple of 16. */
  readonly codedWidth: number;
  /** Height of the coded picture in pixels, a multiple of 16. */
  readonly codedHeight: number;
  /** Width that is to be shown, in pixels. */
  readonly width: number;
  /** Height that is to be shown, in pixels. */
  readonly height: number;
  /** Video usability information, where there is any. */
  readonly vui?: Vui;
  /** Why the video usability information could not be read; the picture can be decoded all the same. */
  readonly vuiError?: string;
}

/** Profiles whose parameter sets tell the chroma format. Spec: 7.3.2.1.1. */
const HIGH_PROFILES: readonly number[] = [
  100,
  110,
  122,
  244,
  44,
  83,
  86,
  118,
  128,
  138,
  139,
  134,
  135,
];

/** PicWidthInMbs at most: sqrt(8 × MaxFS) of level 6.2. Spec: ITU-T H.264 (08/2021) A.3.1. */
const MAX_SIDE_MBS = 1055;

/**
 * Parses a sequence parameter set.
 *
 * Spec: ITU-T H.264 (08/2021) 7.3.2.1.1 and Annex E.1.1.
 *
 * @param nal The NAL unit, its header first, without start code; only read.
 * @throws {SyntaxError} If it is none, ends early, or a value is outside its range: the message says
 * which one.
 */
export function parseSps(nal: Uint8Array): Sps {
  const type = nalUnitType(nal[0] ?? 0);
  if (type !== NalUnitType.sps) {
    throw new SyntaxError(`Cannot parse SPS: nal_unit_type must be 7, is ${type}`);
  }
  const reader = new BitReader(removeEmulationPrevention(nal.subarray(1)), "SPS");
  const profile = readProfile(reader);
  const chroma = readChroma(reader, profile.profileIdc);
  const order = readOrder(reader);
  // With planes coded apart, cropping counts as in a picture without chroma.
  const size = readSize(reader, chroma.separateColourPlanes ? 0 : chroma.chromaFormatIdc);
  return { ...profile, ...chroma, ...order, ...size, ...readVuiIfAny(reader) };
}

function readProfile(reader: BitReader) {
  const profileIdc = reader.unsigned(8, "profile_idc");
  const constraintFlags = reader.unsigned(8, "constraint_set_flags");
  const levelIdc = reader.unsigned(8, "level_idc");
  const id = reader.unsignedGolomb("seq_parameter_set_id", { max: 31 });
  return { profileIdc, constraintFlags, levelIdc, id };
}

function readChroma(reader: BitReader, profileIdc: number) {
  if (!HIGH_PROFILES.includes(profileIdc)) {
    return { chromaFormatIdc: 1, separateColourPlanes: false, bitDepthLuma: 8, bitDepthChroma: 8 };
  }
  const chromaFormatIdc = reader.unsignedGolomb("chroma_format_idc", { max: 3 });
  const separateColourPlanes = chromaFormatIdc === 3 && reader.flag("separate_colour_plane_flag");
  const bitDepthLuma = 8 + reader.unsignedGolomb("bit_depth_luma_minus8", { max: 6 });
  const bitDepthChroma = 8 + reader.unsignedGolomb("bit_depth_chroma_minus8", { max: 6 });
  reader.flag("qpprime_y_zero_transform_bypass_flag");
  if (reader.flag("seq_scaling_matrix_present_flag")) {
    skipScalingLists(reader, chromaFormatIdc === 3 ? 12 : 8);
  }
  return { chromaFormatIdc, separateColourPlanes, bitDepthLuma, bitDepthChroma };
}

function readOrder(reader: BitReader) {
  const log2MaxFrameNumMinus4 = reader.unsignedGolomb("log2_max_frame_num_minus4", { max: 12 });
  const picOrderCntType = reader.unsignedGolomb("pic_order_cnt_type", { max: 2 });
  const order = { log2MaxFrameNumMinus4, picOrderCntType };
  if (picOrderCntType === 0) {
    const field = "log2_max_pic_order_cnt_lsb_minus4";
    const log2MaxPicOrderCntLsbMinus4 = reader.unsignedGolomb(field, { max: 12 });
    return { ...order, log2MaxPicOrderCntLsbMinus4 };
  }
  if (picOrderCntType === 1) skipOrderCycle(reader);
  return order;
}

function skipOrderCycle(reader: BitReader): void {
  reader.flag("delta_pic_order_always_zero_flag");
  reader.signedGolomb("offset_for_non_ref_pic");
  reader.signedGolomb("offset_for_top_to_bottom_field");
  const count = reader.unsignedGolomb("num_ref_frames_in_pic_order_cnt_cycle", { max: 255 });
  for (let i = 0; i < count; i++) reader.signedGolomb("offset_for_ref_frame");
}

function readSize(reader: BitReader, cropFormatIdc: number) {
  const maxNumRefFrames = reader.unsignedGolomb("max_num_ref_frames", { max: 16 });
  reader.flag("gaps_in_frame_num_value_allowed_flag");
  const side = { max: MAX_SIDE_MBS - 1 };
  const widthMbs = 1 + reader.unsignedGolomb("pic_width_in_mbs_minus1", side);
  const mapUnits = 1 + reader.unsignedGolomb("pic_height_in_map_units_minus1", side);
  const frameMbsOnly = reader.flag("frame_mbs_only_flag");
  if (!frameMbsOnly) reader.flag("mb_adaptive_frame_field_flag");
  reader.flag("direct_8x8_inference_flag");
  const coded = { width: widthMbs * 16, height: mapUnits * 16 * (frameMbsOnly ? 1 : 2) };
  const unitX = cropFormatIdc === 1 || cropFormatIdc === 2 ? 2 : 1;
  const unitY = (cropFormatIdc === 1 ? 2 : 1) * (frameMbsOnly ? 1 : 2);
  const visible = readCropping(reader, { coded, unitX, unitY });
  const codedSize = { codedWidth: coded.width, codedHeight: coded.height };
  return { maxNumRefFrames, frameMbsOnly, ...codedSize, ...visible };
}

interface CropUnits {
  readonly coded: { readonly width: number; readonly height: number };
  readonly unitX: number;
  readonly unitY: number;
}

function readCropping(reader: BitReader, { coded, unitX, unitY }: CropUnits) {
  if (!reader.flag("frame_cropping_flag")) return coded;
  // Each may take what is there but the last row or column, and so may both together.
  const columns = { max: coded.width / unitX - 1 };
  const left = reader.unsignedGolomb("frame_crop_left_offset", columns);
  const right = reader.unsignedGolomb("frame_crop_right_offset", { max: columns.max - left });
  const rows = { max: coded.height / unitY - 1 };
  const top = reader.unsignedGolomb("frame_crop_top_offset", rows);
  const bottom = reader.unsignedGolomb("frame_crop_bottom_offset", { max: rows.max - top });
  return {
    width: coded.width - unitX * (left + right),
    height: coded.height - unitY * (top + bottom),
  };
}

/**
 * Encoders are known that cut this part short, and decoders forgive it: a picture that can be shown
 * is not refused for it, but the reason is kept.
 */
function readVuiIfAny(reader: BitReader): Pick<Sps, "vui" | "vuiError"> {
  if (!reader.flag("vui_parameters_present_flag")) return {};
  try {
    return { vui: readVui(reader) };
  } catch (error) {
    if (error instanceof SyntaxError) return { vuiError: error.message };
    throw error;
  }
}
