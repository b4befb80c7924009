import { NalUnitType } from "../nal_unit.ts";
import { toAnnexB } from "./annex_b.ts";
import { BitWriter } from "./bit_writer.ts";
import type { FrameRate } from "./frame_rate.ts";

/** `log2_max_frame_num_minus4`: `frame_num` counts to 255 and starts over. */
const LOG2_MAX_FRAME_NUM_MINUS4 = 4;

/** Bits of `frame_num` in a slice header. */
export const FRAME_NUM_BITS = LOG2_MAX_FRAME_NUM_MINUS4 + 4;

/** The quantiser that a slice starts with, `SliceQPY`. */
export const INITIAL_QP = 50;

/** `profile_idc` 66 with `constraint_set0_flag` and `constraint_set1_flag`: Constrained Baseline. */
export const PROFILE = { profileIdc: 66, constraintFlags: 0xc0 };

/** Of the slices and sets without which nothing can be decoded. */
export const NAL_REF_IDC_KEY = 3;

/** Far more than either set takes. */
const PARAMETER_SET_ROOM_BYTES = 96;

/** What the sequence parameter set says of the stream. */
export interface SequenceParameters {
  /** Visible width in pixels, even. */
  readonly width: number;
  /** Visible height in pixels, even. */
  readonly height: number;
  /** Pictures per second. */
  readonly rate: FrameRate;
  /** Ten times the level's number. */
  readonly levelIdc: number;
}

/**
 * SPS and PPS in Annex B form, as they stand in front of each key picture.
 *
 * @returns A new array
 */
export function encodeParameterSets(stream: SequenceParameters): Uint8Array<ArrayBuffer> {
  const sets = [(writer: BitWriter) => writeSequenceParameterSet(writer, stream)]
    .concat(writePictureParameterSet);
  return toAnnexB(sets.map((write) => {
    const writer = new BitWriter(PARAMETER_SET_ROOM_BYTES);
    write(writer);
    return writer.bytes;
  }));
}

/** `seq_parameter_set_rbsp()`. Spec: ITU-T H.264 (08/2021) 7.3.2.1. */
function writeSequenceParameterSet(writer: BitWriter, stream: SequenceParameters): void {
  const mbWidth = Math.ceil(stream.width / 16);
  const mbHeight = Math.ceil(stream.height / 16);
  writer.nalHeader(NAL_REF_IDC_KEY, NalUnitType.sps);
  writer.u(PROFILE.profileIdc, 8);
  writer.u(PROFILE.constraintFlags, 8);
  writer.u(stream.levelIdc, 8);
  writer.ue(0); // seq_parameter_set_id
  writer.ue(LOG2_MAX_FRAME_NUM_MINUS4);
  writer.ue(2); // pic_order_cnt_type: pictures are shown in the order they are coded in
  writer.ue(1); // max_num_ref_frames
  writer.u(0, 1); // gaps_in_frame_num_value_allowed_flag
  writer.ue(mbWidth - 1);
  writer.ue(mbHeight - 1);
  writer.u(1, 1); // frame_mbs_only_flag
  writer.u(1, 1); // direct_8x8_inference_flag
  writeCropping(writer, mbWidth * 16 - stream.width, mbHeight * 16 - stream.height);
  writer.u(1, 1); // vui_parameters_present_flag
  writeVideoUsability(writer, stream.rate);
  writer.trailingBits();
}

/** The frame cropping window, in units of two pixels: 4:2:0 has no finer one. */
function writeCropping(writer: BitWriter, right: number, bottom: number): void {
  const isCropped = right > 0 || bottom > 0;
  writer.u(isCropped ? 1 : 0, 1);
  if (!isCropped) return;
  writer.ue(0);
  writer.ue(right / 2);
  writer.ue(0);
  writer.ue(bottom / 2);
}

/** `vui_parameters()`. Spec: ITU-T H.264 (08/2021) E.1.1. */
function writeVideoUsability(writer: BitWriter, rate: FrameRate): void {
  writer.u(1, 1); // aspect_ratio_info_present_flag
  writer.u(1, 8); // aspect_ratio_idc: square
  writer.u(0, 1); // overscan_info_present_flag
  writer.u(1, 1); // video_signal_type_present_flag
  writer.u(5, 3); // video_format: unspecified
  writer.u(0, 1); // video_full_range_flag
  writer.u(1, 1); // colour_description_present_flag
  for (let i = 0; i < 3; i++) writer.u(1, 8); // primaries, transfer, matrix: BT.709
  writer.u(0, 1); // chroma_loc_info_present_flag
  writer.u(1, 1); // timing_info_present_flag
  writer.u32(rate.denominator); // num_units_in_tick: a tick is half a picture's time
  writer.u32(2 * rate.numerator); // time_scale
  writer.u(1, 1); // fixed_frame_rate_flag
  writer.u(0, 3); // nal_hrd, vcl_hrd_parameters_present_flag, pic_struct_present_flag
  writer.u(1, 1); // bitstream_restriction_flag
  writer.u(0, 1); // motion_vectors_over_pic_boundaries_flag
  writer.ue(0); // max_bytes_per_pic_denom: no promise
  writer.ue(0); // max_bits_per_mb_denom: no promise
  writer.ue(13); // log2_max_mv_length_horizontal
  writer.ue(8); // log2_max_mv_length_vertical
  writer.ue(0); // max_num_reorder_frames: a decoder need not hold a picture back
  writer.ue(1); // max_dec_frame_buffering
}

/** `pic_parameter_set_rbsp()`. Spec: ITU-T H.264 (08/2021) 7.3.2.2. */
function writePictureParameterSet(writer: BitWriter): void {
  writer.nalHeader(NAL_REF_IDC_KEY, NalUnitType.pps);
  writer.ue(0); // pic_parameter_set_id
  writer.ue(0); // seq_parameter_set_id
  writer.u(0, 1); // entropy_coding_mode_flag: CAVLC
  writer.u(0, 1); // bottom_field_pic_order_in_frame_present_flag
  writer.ue(0); // num_slice_groups_minus1
  writer.ue(0); // num_ref_idx_l0_default_active_minus1
  writer.ue(0); // num_ref_idx_l1_default_active_minus1
  writer.u(0, 3); // weighted_pred_flag, weighted_bipred_idc
  writer.se(INITIAL_QP - 26);
  writer.se(0); // pic_init_qs_minus26
  writer.se(0); // chroma_qp_index_offset
  writer.u(1, 1); // deblocking_filter_control_present_flag
  writer.u(0, 1); // constrained_intra_pred_flag
  writer.u(0, 1); // redundant_pic_cnt_present_flag
  writer.trailingBits();
}
