import { type RawGeometry, unpackFrame } from "./unpack_frame.ts";

/**
 * A frame as it comes, and in the canonical form: the same memory where both are alike. Else rows are unpacked as
 * they come, so that the end of a large frame does not hold up everything for as long as all of them take.
 */
export class FrameBuffer {
  /** Bytes of a whole frame. */
  readonly sizeBytes: number;
  readonly #geometry: RawGeometry;
  readonly #isCanonical: boolean;
  #bytes: Uint8Array<ArrayBuffer> | undefined;
  #samples = new Uint16Array(0);
  #heldBytes = 0;
  #unpackedRows = 0;
  #tooLarge = 0;

  /** Memory is taken when the first byte comes. */
  constructor(geometry: RawGeometry) {
    const { format, width, height, strideBytes } = geometry;
    this.#geometry = geometry;
    this.sizeBytes = strideBytes * height;
    this.#isCanonical = format.packing === "plain-16" && strideBytes === width * 2;
  }

  /** How much of the frame is there. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Takes the next bytes, which must not be more than are missing. */
  hold(part: Uint8Array): void {
    const bytes = this.#bytes ??= this.#open();
    bytes.set(part, this.#heldBytes);
    this.#heldBytes += part.length;
    // Where memory is shared, what has been cut to its range could not be moved any more.
    if (!this.#isCanonical) this.#unpack(bytes);
  }

  /**
   * Ends the frame, which must be whole.
   * @returns its samples, a view until bytes come again, and how many of them were too large.
   */
  finish(): { samples: Uint16Array<ArrayBuffer>; tooLarge: number } {
    if (this.#bytes !== undefined) this.#unpack(this.#bytes);
    const tooLarge = this.#tooLarge;
    this.#heldBytes = this.#unpackedRows = this.#tooLarge = 0;
    return { samples: this.#samples, tooLarge };
  }

  /** Drops the first bytes: those behind them begin the frame. */
  drop(sizeBytes: number): void {
    this.#bytes?.copyWithin(0, sizeBytes, this.#heldBytes);
    this.#heldBytes -= sizeBytes;
    this.#unpackedRows = this.#tooLarge = 0;
  }

  /** Gives its memory back. */
  close(): void {
    this.#bytes = undefined;
    this.#samples = new Uint16Array(0);
  }

  #open(): Uint8Array<ArrayBuffer> {
    const { width, height } = this.#geometry;
    this.#samples = new Uint16Array(width * height);
    return this.#isCanonical
      ? new Uint8Array(this.#samples.buffer)
      : new Uint8Array(this.sizeBytes);
  }

  #unpack(bytes: Uint8Array): void {
    const { width, strideBytes } = this.#geometry;
    const first = this.#unpackedRows, end = Math.floor(this.#heldBytes / strideBytes);
    if (end <= first) return;
    const rows = { ...this.#geometry, height: end - first };
    this.#tooLarge += unpackFrame(
      bytes.subarray(first * strideBytes),
      rows,
      this.#samples.subarray(first * width),
    );
    this.#unpackedRows = end;
  }
}
