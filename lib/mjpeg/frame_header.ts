/** Of a frame header (SOF): how large the picture is, in pixels. */
export interface PictureSize {
  /** Width, from 1. */
  readonly width: number;
  /** Height, from 1. */
  readonly height: number;
}

/** So many bytes of a frame header are needed: behind its length the precision, height and width. */
const neededBytes = 5;

/** Takes a frame header as it comes. Spec: ITU-T T.81 (09/1992) B.2.2. */
export class FrameHeader {
  readonly #bytes = new Uint8Array(neededBytes);
  #length = 0;

  /** Forgets what came. */
  clear(): void {
    this.#length = 0;
  }

  /** Takes the next bytes of the segment, behind its length. */
  append(bytes: Uint8Array): void {
    const part = bytes.subarray(0, neededBytes - this.#length);
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  /**
   * What it says.
   * @returns nothing where it is too short, or a side is 0: a height that only the scan tells (DNL) is of no
   *   camera, and hardly any decoder takes it.
   */
  get size(): PictureSize | undefined {
    if (this.#length < neededBytes) return undefined;
    const [, high = 0, low = 0, left = 0, right = 0] = this.#bytes;
    const height = high << 8 | low, width = left << 8 | right;
    return width > 0 && height > 0 ? { width, height } : undefined;
  }
}
