import type { BitReader } from "./bit_reader.ts";

/** What the video usability information says that picam uses. Spec: ITU-T H.264 (08/2021) Annex E. */
export interface Vui {
  /** Frames per second by num_units_in_tick and time_scale, as they stand: see `fixedFrameRate`. */
  readonly framerate?: number;
  /** fixed_frame_rate_flag. Without it the rate may be that of a clock, one million for example. */
  readonly fixedFrameRate?: boolean;
  /** Width to height of a sample. */
  readonly sampleAspectRatio?: { readonly width: number; readonly height: number };
  /** Whether samples use all values, 0 to 255. */
  readonly fullRange?: boolean;
  /** max_num_reorder_frames: 0 says that frames come in the order in which they are shown. */
  readonly maxNumReorderFrames?: number;
  /** max_dec_frame_buffering. */
  readonly maxDecFrameBuffering?: number;
}

const EXTENDED_SAR = 255;

/**
 * Reads the video usability information of a sequence parameter set.
 *
 * Spec: ITU-T H.264 (08/2021) E.1.1.
 *
 * @param reader Stands behind vui_parameters_present_flag.
 * @throws {SyntaxError} If the payload ends early or a value is outside its range.
 */
export function readVui(reader: BitReader): Vui {
  const aspect = readAspectRatio(reader);
  const signal = readVideoSignal(reader);
  if (reader.flag("chroma_loc_info_present_flag")) {
    reader.unsignedGolomb("chroma_sample_loc_type_top_field", { max: 5 });
    reader.unsignedGolomb("chroma_sample_loc_type_bottom_field", { max: 5 });
  }
  const timing = readTiming(reader);
  skipHrd(reader);
  reader.flag("pic_struct_present_flag");
  return { ...aspect, ...signal, ...timing, ...readRestrictions(reader) };
}

/** Table E-1, aspect_ratio_idc 1 to 16. */
const ASPECT_RATIOS: readonly (readonly [number, number])[] = [
  [1, 1],
  [12, 11],
  [10, 11],
  [16, 11],
  [40, 33],
  [24, 11],
  [20, 11],
  [32, 11],
  [80, 33],
  [18, 11],
  [15, 11],
  [64, 33],
  [160, 99],
  [4, 3],
  [3, 2],
  [2, 1],
];

function readAspectRatio(reader: BitReader): Pick<Vui, "sampleAspectRatio"> {
  let ratio: readonly [number, number] | undefined;
  if (reader.flag("aspect_ratio_info_present_flag")) {
    const idc = reader.unsigned(8, "aspect_ratio_idc");
    ratio = idc === EXTENDED_SAR
      ? [reader.unsigned(16, "sar_width"), reader.unsigned(16, "sar_height")]
      : ASPECT_RATIOS[idc - 1];
  }
  if (reader.flag("overscan_info_present_flag")) reader.flag("overscan_appropriate_flag");
  return ratio && ratio[0] > 0 && ratio[1] > 0
    ? { sampleAspectRatio: { width: ratio[0], height: ratio[1] } }
    : {};
}

function readVideoSignal(reader: BitReader): Pick<Vui, "fullRange"> {
  if (!reader.flag("video_signal_type_present_flag")) return {};
  reader.unsigned(3, "video_format");
  const fullRange = reader.flag("video_full_range_flag");
  if (reader.flag("colour_description_present_flag")) {
    reader.unsigned(24, "colour_primaries, transfer_characteristics, matrix_coefficients");
  }
  return { fullRange };
}

function readTiming(reader: BitReader): Pick<Vui, "framerate" | "fixedFrameRate"> {
  if (!reader.flag("timing_info_present_flag")) return {};
  const numUnitsInTick = reader.unsigned(32, "num_units_in_tick");
  const timeScale = reader.unsigned(32, "time_scale");
  const fixedFrameRate = reader.flag("fixed_frame_rate_flag");
  if (numUnitsInTick === 0 || timeScale === 0) return { fixedFrameRate };
  // A tick is a field time: two of them make a frame.
  return { framerate: timeScale / (2 * numUnitsInTick), fixedFrameRate };
}

function skipHrd(reader: BitReader): void {
  const nal = reader.flag("nal_hrd_parameters_present_flag");
  if (nal) skipHrdParameters(reader);
  const vcl = reader.flag("vcl_hrd_parameters_present_flag");
  if (vcl) skipHrdParameters(reader);
  if (nal || vcl) reader.flag("low_delay_hrd_flag");
}

/** Spec: ITU-T H.264 (08/2021) E.1.2. */
function skipHrdParameters(reader: BitReader): void {
  const count = 1 + reader.unsignedGolomb("cpb_cnt_minus1", { max: 31 });
  reader.unsigned(8, "bit_rate_scale, cpb_size_scale");
  for (let i = 0; i < count; i++) {
    reader.unsignedGolomb("bit_rate_value_minus1");
    reader.unsignedGolomb("cpb_size_value_minus1");
    reader.flag("cbr_flag");
  }
  reader.unsigned(20, "hrd_parameters");
}

function readRestrictions(
  reader: BitReader,
): Pick<Vui, "maxNumReorderFrames" | "maxDecFrameBuffering"> {
  if (!reader.flag("bitstream_restriction_flag")) return {};
  reader.flag("motion_vectors_over_pic_boundaries_flag");
  reader.unsignedGolomb("max_bytes_per_pic_denom", { max: 16 });
  reader.unsignedGolomb("max_bits_per_mb_denom", { max: 16 });
  reader.unsignedGolomb("log2_max_mv_length_horizontal", { max: 32 });
  reader.unsignedGolomb("log2_max_mv_length_vertical", { max: 32 });
  const maxNumReorderFrames = reader.unsignedGolomb("max_num_reorder_frames", { max: 16 });
  const maxDecFrameBuffering = reader.unsignedGolomb("max_dec_frame_buffering", { max: 16 });
  return { maxNumReorderFrames, maxDecFrameBuffering };
}
