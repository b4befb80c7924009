import { BitWriter, LEAST_REPEAT_BITS } from "./bit_writer.ts";
import { CellPicture } from "./cell_picture.ts";
import { IntraMacroblockWriter } from "./intra_macroblock.ts";
import { MotionField } from "./motion_field.ts";
import { type SliceHeader, writeSliceHeader } from "./slice_header.ts";

/** Bits that any macroblock stays below, even one with every level escaped. */
const MACROBLOCK_ROOM_BYTES = 96;

/** How the rows of bars differ from the picture before. */
export interface BarMotion {
  /** Rows of macroblocks that move, from the top. */
  readonly rows: number;
  /** Samples to the right: even, below `period`. */
  readonly step: number;
  /** After this many samples the bars repeat: what enters on the left is taken from there. */
  readonly period: number;
}

/**
 * Codes pictures of cells, each as one slice, and keeps what a decoder shows. Rows that vectors
 * moved are known again from the next key picture on.
 */
export class PictureWriter {
  /** What a decoder shows. */
  readonly shown: CellPicture;
  readonly #target: CellPicture;
  readonly #bits: BitWriter;
  readonly #macroblocks: IntraMacroblockWriter;
  readonly #motion: MotionField;

  /** @param target The picture as it is to be, read at each call */
  constructor(target: CellPicture) {
    const { mbWidth, mbHeight } = target;
    this.#target = target;
    this.shown = new CellPicture(mbWidth, mbHeight);
    this.#bits = new BitWriter((mbWidth * mbHeight + 1) * MACROBLOCK_ROOM_BYTES);
    this.#macroblocks = new IntraMacroblockWriter(this.#bits, { target, shown: this.shown });
    this.#motion = new MotionField({ mbWidth, mbHeight });
  }

  /**
   * Codes a key picture.
   *
   * @param barRows Rows from the top that all look alike
   * @returns The slice's NAL unit before emulation prevention: a view, good until the next call
   */
  writeKey(header: SliceHeader, barRows: number): Uint8Array {
    this.#start(header);
    this.#writeRows(0, Math.min(2, barRows));
    const alike = barRows > 2 ? this.#repeatSecondRow(barRows) : Math.min(2, barRows);
    this.#writeRows(alike, this.#target.mbHeight);
    return this.#end();
  }

  /**
   * Codes a picture as the one before with bars moved and changed macroblocks put in.
   *
   * @returns The slice's NAL unit before emulation prevention: a view, good until the next call
   */
  writePredicted(header: SliceHeader, motion: BarMotion): Uint8Array {
    this.#start(header);
    const { mbWidth, mbHeight } = this.#target;
    const movingEnd = motion.step === 0 ? 0 : motion.rows * mbWidth;
    let skipRun = 0;
    for (let mb = 0; mb < mbWidth * mbHeight; mb++) {
      const isMoving = mb < movingEnd;
      const isChanged = mb >= motion.rows * mbWidth && !this.#target.equals(this.shown, mb);
      const vector = isMoving ? vectorAt(mb % mbWidth, motion) : 0;
      if (!isChanged && this.#motion.skipVector(mb) === vector) {
        skipRun++;
        this.#motion.setVector(mb, vector);
        continue;
      }
      this.#bits.ue(skipRun);
      skipRun = 0;
      if (isChanged) this.#writeIntra(mb);
      else this.#writeVector(mb, vector);
    }
    if (skipRun > 0) this.#bits.ue(skipRun);
    return this.#end();
  }

  #start(header: SliceHeader): void {
    this.#bits.reset();
    writeSliceHeader(this.#bits, header);
    this.#macroblocks.startSlice(header);
  }

  #end(): Uint8Array {
    this.#bits.trailingBits();
    return this.#bits.bytes;
  }

  #writeRows(from: number, to: number): void {
    const { mbWidth } = this.#target;
    for (let mb = from * mbWidth; mb < to * mbWidth; mb++) this.#macroblocks.write(mb);
  }

  /**
   * Where what is above is as it was to be, the same row again has the same bits.
   *
   * @returns How many rows are done, counted from the top
   */
  #repeatSecondRow(barRows: number): number {
    const { mbWidth } = this.#target;
    for (let mb = 0; mb < 2 * mbWidth; mb++) if (!this.shown.equals(this.#target, mb)) return 2;
    const start = this.#bits.bitLength;
    this.#writeRows(2, 3);
    const end = this.#bits.bitLength;
    if (end - start < LEAST_REPEAT_BITS) return 3;
    for (let mbY = 3; mbY < barRows; mbY++) this.#bits.repeat(start, end);
    this.shown.copyRows(this.#target, { mbY: 3, mbRows: barRows - 3 });
    return barRows;
  }

  #writeIntra(mb: number): void {
    this.#macroblocks.write(mb);
    this.#motion.setIntra(mb);
  }

  /** A P_L0_16x16 macroblock without a residual. Spec: ITU-T H.264 (08/2021) 7.3.5. */
  #writeVector(mb: number, vector: number): void {
    this.#bits.ue(0); // mb_type
    this.#bits.se(vector - this.#motion.predictVector(mb)); // mvd_l0, horizontal
    this.#bits.se(0); // and vertical
    this.#bits.ue(0); // coded_block_pattern: none
    this.#motion.setVector(mb, vector);
  }
}

/** Horizontal vector of a column of macroblocks, in quarter samples. */
function vectorAt(mbX: number, { step, period }: BarMotion): number {
  return 4 * ((mbX * 16 >= step ? 0 : period) - step);
}
