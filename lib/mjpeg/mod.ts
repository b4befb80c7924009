/**
 * JPEG (ITU-T Rec. T.81): from a byte stream to images, and the pattern camera's encoder. Pure: the clock is
 * handed in, bytes in, values out.
 * @module
 */
export { CellJpegEncoder, type Cells } from "./cell_jpeg_encoder.ts";
export {
  ImageAssembler,
  type ImageAssemblerOptions,
  type ImageCounters,
} from "./image_assembler.ts";
export type { ImageFault, ImageFaultKind } from "./image_fault.ts";
