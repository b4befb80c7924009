import { NalUnitType } from "../nal_unit.ts";
import type { BitWriter } from "./bit_writer.ts";
import { FRAME_NUM_BITS, NAL_REF_IDC_KEY } from "./parameter_sets.ts";

/** `nal_ref_idc` of a picture that is predicted, and from which the next is. */
const NAL_REF_IDC_PREDICTED = 2;

/** Which picture a slice holds. */
export interface SliceHeader {
  /** An IDR picture's I slice, else a P slice. */
  readonly key: boolean;
  /** Reference pictures since the last IDR picture; its lowest bits become `frame_num`. */
  readonly pictureInGop: number;
  /** `idr_pic_id`: differs between neighbouring IDR pictures. */
  readonly idrPicId: number;
}

/** NAL unit header and `slice_header()` of a picture's only slice. Spec: ITU-T H.264 (08/2021) 7.3.3. */
export function writeSliceHeader(writer: BitWriter, header: SliceHeader): void {
  if (header.key) writer.nalHeader(NAL_REF_IDC_KEY, NalUnitType.idrSlice);
  else writer.nalHeader(NAL_REF_IDC_PREDICTED, NalUnitType.slice);
  writer.ue(0); // first_mb_in_slice
  writer.ue(header.key ? 7 : 5); // slice_type: I or P, and so is every slice of the picture
  writer.ue(0); // pic_parameter_set_id
  writer.u(header.pictureInGop % (1 << FRAME_NUM_BITS), FRAME_NUM_BITS);
  if (header.key) {
    writer.ue(header.idrPicId);
    writer.u(0, 1); // no_output_of_prior_pics_flag
    writer.u(0, 1); // long_term_reference_flag
  } else {
    writer.u(0, 1); // num_ref_idx_active_override_flag
    writer.u(0, 1); // ref_pic_list_modification_flag_l0
    writer.u(0, 1); // adaptive_ref_pic_marking_mode_flag: the newest picture replaces the last
  }
  writer.se(0); // slice_qp_delta
  writer.ue(1); // disable_deblocking_filter_idc: what is coded is what is seen
}
