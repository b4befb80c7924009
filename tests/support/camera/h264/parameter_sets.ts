import { BitWriter } from "./bit_writer.ts";

/** What an encoder was asked for, as its parameter sets tell it. */
export interface StreamShape {
  readonly width: number;
  readonly height: number;
  readonly framerate: number;
  /** `profile_idc` and the constraint flags' byte. */
  readonly profile: { readonly idc: number; readonly constraints: number };
  /** `level_idc`: 40 is level 4.0. */
  readonly levelIdc: number;
  /** One B picture between two others. */
  readonly bFrames: boolean;
}

/** Profiles by the name that the command line gives. */
export const profiles: Readonly<Record<string, StreamShape["profile"]>> = {
  baseline: { idc: 66, constraints: 0xc0 },
  main: { idc: 77, constraints: 0x00 },
  high: { idc: 100, constraints: 0x00 },
};

/** Bits of `frame_num` and, with B pictures, of `pic_order_cnt_lsb`. */
export const counterBits = { frameNum: 8, pictureOrder: 8 } as const;

/** Payload of the sequence parameter set. Spec: ITU-T H.264 7.3.2.1.1. */
export function sequenceParameterSet(shape: StreamShape): Uint8Array {
  const w = new BitWriter();
  w.bits(shape.profile.idc, 8);
  w.bits(shape.profile.constraints, 8);
  w.bits(shape.levelIdc, 8);
  w.ue(0); // seq_parameter_set_id
  if (shape.profile.idc === 100) {
    w.ue(1); // chroma_format_idc: 4:2:0
    w.ue(0);
    w.ue(0); // 8 bits each
    w.bits(0, 2); // no bypass, no scaling matrix
  }
  w.ue(counterBits.frameNum - 4);
  if (shape.bFrames) {
    w.ue(0); // pic_order_cnt_type
    w.ue(counterBits.pictureOrder - 4);
  } else {
    w.ue(2);
  }
  w.ue(shape.bFrames ? 2 : 1); // max_num_ref_frames
  w.bits(0, 1);
  const columns = Math.ceil(shape.width / 16);
  const rows = Math.ceil(shape.height / 16);
  w.ue(columns - 1);
  w.ue(rows - 1);
  w.bits(1, 1); // frame_mbs_only_flag
  w.bits(1, 1); // direct_8x8_inference_flag
  const [right, bottom] = [(columns * 16 - shape.width) >> 1, (rows * 16 - shape.height) >> 1];
  w.bits(right || bottom ? 1 : 0, 1);
  if (right || bottom) [0, right, 0, bottom].forEach((offset) => w.ue(offset));
  w.bits(1, 1); // vui_parameters_present_flag
  timingInformation(w, shape);
  return w.finish();
}

/** Spec: ITU-T H.264 E.1.1. */
function timingInformation(w: BitWriter, shape: StreamShape): void {
  w.bits(0, 4); // no aspect ratio, overscan, video signal type, chroma location
  w.bits(1, 1); // timing_info_present_flag
  w.bits(1000, 32);
  w.bits(Math.round(shape.framerate * 2000), 32);
  w.bits(0, 1); // fixed_frame_rate_flag
  w.bits(0, 3); // no HRD, no pic_struct
  w.bits(1, 1); // bitstream_restriction_flag
  w.bits(1, 1);
  [0, 0, 10, 10, shape.bFrames ? 1 : 0, shape.bFrames ? 2 : 1].forEach((value) => w.ue(value));
}

/** Payload of the picture parameter set. Spec: ITU-T H.264 7.3.2.2. */
export function pictureParameterSet(): Uint8Array {
  const w = new BitWriter();
  w.ue(0);
  w.ue(0);
  w.bits(0, 2); // CAVLC, no bottom field order
  w.ue(0); // one slice group
  w.ue(0);
  w.ue(0); // one reference in each list
  w.bits(0, 3); // no weighted prediction
  w.se(10); // pic_init_qp_minus26: QP 36, where a DC level counts 2.5 steps of brightness
  w.se(0);
  w.se(0);
  w.bits(0b100, 3); // deblocking_filter_control_present_flag only
  return w.finish();
}
