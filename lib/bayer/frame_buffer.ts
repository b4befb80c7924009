import { type RawGeometry, unpackFrame } from "./unpack_frame.ts";

/**
 * A frame as it comes, and in the canonical form: the same memory where both are alike. Else rows are unpacked as
 * they come, so that the end of a large frame does not hold up everything for as long as all of them take.
 *
 * It can hold the beginning of the next frame as well.
 */
export class FrameBuffer {
  /** Bytes of a whole frame. */
  readonly sizeBytes: number;
  readonly #geometry: RawGeometry;
  readonly #isCanonical: boolean;
  #bytes = new Uint8Array(0);
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

  /** How much is there. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Takes the next bytes. */
  hold(part: Uint8Array): void {
    this.#makeRoom(this.#heldBytes + part.length);
    this.#bytes.set(part, this.#heldBytes);
    this.#heldBytes += part.length;
    // Where memory is shared, what has been cut to its range could not be moved any more.
    if (!this.#isCanonical) this.#unpack();
  }

  /**
   * The frame, of which all bytes must be there.
   * @returns its samples, a view until bytes come again or go, and how many of them were too large.
   */
  read(): { samples: Uint16Array<ArrayBuffer>; tooLarge: number } {
    this.#unpack();
    return { samples: this.#samples, tooLarge: this.#tooLarge };
  }

  /** Drops the first bytes, at most all: those behind them begin the frame. */
  drop(sizeBytes: number): void {
    this.#bytes.copyWithin(0, sizeBytes, this.#heldBytes);
    this.#heldBytes -= sizeBytes;
    this.#unpackedRows = this.#tooLarge = 0;
  }

  /** Gives its memory back. */
  close(): void {
    this.#bytes = new Uint8Array(0);
    this.#samples = new Uint16Array(0);
  }

  #makeRoom(neededBytes: number): void {
    if (neededBytes <= this.#bytes.length) return;
    const { width, height } = this.#geometry;
    // Twice as much is needed only while it is in doubt where a frame ends.
    const bytes = new Uint8Array(
      neededBytes > this.sizeBytes ? 2 * this.sizeBytes : this.sizeBytes,
    );
    bytes.set(this.#bytes.subarray(0, this.#heldBytes));
    this.#bytes = bytes;
    if (this.#isCanonical) this.#samples = new Uint16Array(bytes.buffer, 0, width * height);
    else if (this.#samples.length === 0) this.#samples = new Uint16Array(width * height);
  }

  #unpack(): void {
    const { width, height, strideBytes } = this.#geometry;
    const first = this.#unpackedRows;
    const end = Math.min(height, Math.floor(this.#heldBytes / strideBytes));
    if (end <= first) return;
    const rows = { ...this.#geometry, height: end - first };
    this.#tooLarge += unpackFrame(
      this.#bytes.subarray(first * strideBytes),
      rows,
      this.#samples.subarray(first * width),
    );
    this.#unpackedRows = end;
  }
}
