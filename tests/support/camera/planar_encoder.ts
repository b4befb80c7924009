import type { EncodedFrame, FrameEncoder } from "./frame_encoder.ts";
import { frameNumberBits, luma } from "./h264/frame_number.ts";
import type { VideoFormat } from "./video_encoder.ts";

/**
 * Bytes from one row of luma to the next: rounded up to 64 on VC4, to 128 on PiSP; chroma rows
 * take half of it.
 */
export function planarStride(width: number, platform: "vc4" | "pisp"): number {
  const unit = platform === "vc4" ? 64 : 128;
  return Math.ceil(width / unit) * unit;
}

/** Draws a frame number into a plane of samples, one byte each. */
export function drawFrameNumber(
  plane: Uint8Array,
  picture: { width: number; strideBytes: number; number: number },
): void {
  const perRow = Math.ceil(picture.width / 16);
  frameNumberBits(picture.number).forEach((bit, index) => {
    const x = (index % perRow) * 16;
    const top = Math.floor(index / perRow) * 16;
    for (let y = top; y < top + 16; y++) {
      const start = y * picture.strideBytes + x;
      plane.fill(bit ? luma.one : luma.zero, start, start + 16);
    }
  });
}

/** Uncompressed I420 as the null encoder passes it on: the whole buffer with its padding. */
export class PlanarEncoder implements FrameEncoder {
  readonly #format: VideoFormat;
  readonly #strideBytes: number;

  constructor(format: VideoFormat, platform: "vc4" | "pisp") {
    this.#format = format;
    this.#strideBytes = planarStride(format.width, platform);
  }

  encode(number: number): EncodedFrame[] {
    const { width, height } = this.#format;
    const bytes = new Uint8Array(this.#strideBytes * height * 3 / 2).fill(luma.background);
    drawFrameNumber(bytes, { width, strideBytes: this.#strideBytes, number });
    return [{ bytes, key: true }];
  }

  flush(): EncodedFrame[] {
    return [];
  }
}
