import { Bars } from "./bars.ts";
import { BitWriter } from "./bit_writer.ts";
import { Caption } from "./caption.ts";
import { CellPicture } from "./cell_picture.ts";
import { toFrameRate } from "./frame_rate.ts";
import { IntraMacroblockWriter } from "./intra_macroblock.ts";
import { chooseLevel } from "./level.ts";
import { MotionField } from "./motion_field.ts";
import { NalUnitType, NalUnitWriter } from "./nal_unit_writer.ts";
import {
  codecString,
  writePictureParameterSet,
  writeSequenceParameterSet,
} from "./parameter_sets.ts";
import { type Plan, planStream } from "./plan.ts";
import { writeSliceHeader } from "./slice_header.ts";
import { drawStamp, type StampGeometry, stampGeometry } from "./stamp.ts";

/** What the pattern camera is asked for. */
export interface PatternOptions {
  /** Visible width in pixels: even, 16 to 1920. */
  readonly width: number;
  /** Visible height in pixels: even, 16 to 1080. */
  readonly height: number;
  /** Pictures per second: 0.1 to 60, fractions allowed. */
  readonly framerate: number;
  /** Ceiling of the bit rate in bit/s: an integer, 1000 to 100000000, and enough for the size. */
  readonly bitrateBps: number;
  /** Pictures from one key picture to the next: an integer, 1 to 1000000. */
  readonly intra: number;
}

/** One coded picture of the pattern camera. */
export interface PatternPicture {
  /** The access unit in Annex B form, four-byte start codes; the caller's own, nobody changes it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether decoding can start here; SPS and PPS then come first. */
  readonly key: boolean;
  /** Number of the picture, from 0. */
  readonly frameNumber: number;
}

/** Bits that any macroblock the encoder writes stays below, even one with every level escaped. */
const MACROBLOCK_ROOM_BYTES = 96;

/** Bytes for the parameter sets and headers of an access unit. */
const HEADER_ROOM_BYTES = 512;

/**
 * A small H.264 encoder of one picture: colour bars that travel, a clock, the frame number, and a
 * stamp that programs read with `readPatternStamp`. Constrained Baseline, one slice a picture,
 * every picture shown in the order it is coded in.
 *
 * Everything in the picture is made of flat 4 x 4 cells, which Intra_16x16 macroblocks say exactly
 * with DC levels alone; bars move by motion vectors over whole samples; what stays costs P_Skip.
 *
 * The bit rate stays at or below the ceiling over any second of the stream: any `ceil(framerate)`
 * pictures in a row, as bytes of Annex B. Where the ceiling is low the text becomes smaller, then
 * is left out, then the bars stand still; the stamp is in every picture that has room for it.
 *
 * Spec: ITU-T H.264 (08/2021).
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { PatternEncoder } from "./mod.ts";
 * const encoder = new PatternEncoder({
 *   width: 640, height: 480, framerate: 30, bitrateBps: 1_000_000, intra: 30,
 * });
 * const first = encoder.encode(1_763_728_496_789);
 * assert(first.key && first.frameNumber === 0);
 * ```
 */
export class PatternEncoder {
  /** RFC 6381 codec string, for example `avc1.42C01F`. */
  readonly codecString: string;
  readonly #intra: number;
  readonly #plan: Plan;
  readonly #bars: Bars;
  readonly #caption: Caption;
  readonly #stamp: StampGeometry | undefined;
  readonly #target: CellPicture;
  readonly #shown: CellPicture;
  readonly #motion: MotionField;
  readonly #bits: BitWriter;
  readonly #nalUnits: NalUnitWriter;
  readonly #intraWriter: IntraMacroblockWriter;
  readonly #parameterSets: { readonly sps: Uint8Array; readonly pps: Uint8Array };
  #frameNumber = 0;
  #gopStart = 0;

  /**
   * Chooses layout and level; encodes nothing yet.
   *
   * @throws {RangeError} If an option is outside of its range, or the ceiling too low for the size
   */
  constructor(options: PatternOptions) {
    checkOptions(options);
    this.#intra = options.intra;
    this.#plan = planStream(options);
    const mbWidth = Math.ceil(options.width / 16);
    const mbHeight = Math.ceil(options.height / 16);
    const levelIdc = chooseLevel({
      mbWidth,
      mbHeight,
      framerate: options.framerate,
      bitrateBps: this.#plan.peakBps,
    });
    this.codecString = codecString(levelIdc);
    this.#bars = new Bars({ ...options, codedWidth: mbWidth * 16 });
    this.#caption = new Caption(this.#plan.layout);
    this.#stamp = stampGeometry(options.width, options.height);
    this.#target = new CellPicture(mbWidth, mbHeight);
    this.#shown = new CellPicture(mbWidth, mbHeight);
    this.#motion = new MotionField({ mbWidth, mbHeight });
    const room = mbWidth * mbHeight * MACROBLOCK_ROOM_BYTES + HEADER_ROOM_BYTES;
    this.#bits = new BitWriter(room);
    this.#nalUnits = new NalUnitWriter(Math.ceil(room * 1.5));
    this.#intraWriter = new IntraMacroblockWriter(this.#bits, {
      target: this.#target,
      shown: this.#shown,
    });
    this.#parameterSets = this.#writeParameterSets({
      ...options,
      rate: toFrameRate(options.framerate),
      levelIdc,
    });
    this.#drawGreySteps();
  }

  /**
   * Encodes the next picture: one whole access unit.
   *
   * @param unixMs What the picture's clock shows and its stamp says: Unix time, milliseconds, at
   * least 0; a fraction is dropped
   */
  encode(unixMs: number): PatternPicture {
    const frameNumber = this.#frameNumber++;
    const pictureInGop = frameNumber % this.#intra;
    const key = pictureInGop === 0;
    if (key && frameNumber > 0) {
      this.#gopStart = (this.#gopStart + this.#bars.travel(this.#intra)) % this.#bars.period;
    }
    this.#drawText({ unixMs, frameNumber }, key);
    this.#bits.reset();
    writeSliceHeader(this.#bits, {
      key,
      pictureInGop,
      idrPicId: Math.floor(frameNumber / this.#intra) % 2,
    });
    this.#intraWriter.startSlice();
    if (key) this.#writeKeyMacroblocks();
    else this.#writePredictedMacroblocks(pictureInGop);
    this.#bits.trailingBits();
    return { bytes: this.#packPicture(key), key, frameNumber };
  }

  #writeParameterSets(stream: Parameters<typeof writeSequenceParameterSet>[1]) {
    writeSequenceParameterSet(this.#bits, stream);
    const sps = this.#bits.bytes.slice();
    this.#bits.reset();
    writePictureParameterSet(this.#bits);
    return { sps, pps: this.#bits.bytes.slice() };
  }

  #packPicture(key: boolean): Uint8Array<ArrayBuffer> {
    if (key) {
      this.#nalUnits.write(this.#parameterSets.sps, { nalRefIdc: 3, type: NalUnitType.sps });
      this.#nalUnits.write(this.#parameterSets.pps, { nalRefIdc: 3, type: NalUnitType.pps });
    }
    const type = key ? NalUnitType.idrSlice : NalUnitType.slice;
    this.#nalUnits.write(this.#bits.bytes, { nalRefIdc: key ? 3 : 2, type });
    return this.#nalUnits.take();
  }

  /** One row of macroblocks below the bars, black to white; it never changes. */
  #drawGreySteps(): void {
    const { mbWidth } = this.#target;
    const { barRows } = this.#plan.layout;
    if (barRows >= this.#target.mbHeight) return;
    const steps = Math.min(11, mbWidth);
    for (let mbX = 0; mbX < mbWidth; mbX++) {
      const step = Math.floor(mbX * steps / mbWidth);
      const value = 16 + Math.round(step * 219 / Math.max(1, steps - 1));
      this.#target.fillLuma({ x: mbX * 4, y: barRows * 4, width: 4, height: 4 }, value);
    }
  }

  /** Text, as far as the ceiling allows, and the stamp. */
  #drawText(state: { unixMs: number; frameNumber: number }, key: boolean): void {
    this.#caption.draw(this.#target, state);
    if (!key && this.#changedMacroblocks() > this.#plan.textMacroblocks) {
      // The text stays as it was; the next picture with room for it brings it up to date.
      const mbY = this.#plan.layout.barRows;
      this.#target.copyRows(this.#shown, { mbY, mbRows: this.#target.mbHeight - mbY });
      this.#caption.forget();
    }
    if (this.#stamp !== undefined) drawStamp(this.#target, this.#stamp, state);
  }

  #changedMacroblocks(): number {
    let changed = 0;
    for (let mbY = this.#plan.layout.barRows; mbY < this.#target.mbHeight; mbY++) {
      for (let mbX = 0; mbX < this.#target.mbWidth; mbX++) {
        if (!this.#target.hasSameMacroblock(this.#shown, { mbX, mbY })) changed++;
      }
    }
    return changed;
  }

  /** Paints the bars where they are at a distance from their place in picture 0. */
  #drawBars(travelled: number): void {
    const { mbWidth, luma, cb, cr } = this.#target;
    const { barRows } = this.#plan.layout;
    for (let x = 0; x < mbWidth * 2; x++) {
      const colour = this.#bars.colourAt(x * 8, travelled);
      luma[2 * x] = luma[2 * x + 1] = colour.y;
      cb[x] = colour.cb;
      cr[x] = colour.cr;
    }
    for (let y = 1; y < barRows * 4; y++) luma.copyWithin(y * mbWidth * 4, 0, mbWidth * 4);
    for (let y = 1; y < barRows * 2; y++) {
      cb.copyWithin(y * mbWidth * 2, 0, mbWidth * 2);
      cr.copyWithin(y * mbWidth * 2, 0, mbWidth * 2);
    }
  }

  #writeKeyMacroblocks(): void {
    this.#drawBars(this.#gopStart);
    for (let mbY = 0; mbY < this.#target.mbHeight; mbY++) {
      for (let mbX = 0; mbX < this.#target.mbWidth; mbX++) {
        this.#intraWriter.write({ mbX, mbY }, 1);
      }
    }
  }

  #writePredictedMacroblocks(pictureInGop: number): void {
    const { mbWidth, mbHeight } = this.#target;
    const { period, canMoveByVector } = this.#bars;
    const now = this.#bars.travel(pictureInGop);
    const step = this.#plan.moves ? (now - this.#bars.travel(pictureInGop - 1)) % period : 0;
    if (!canMoveByVector && this.#plan.moves) this.#drawBars(this.#gopStart + now - now % 8);
    const vectorRows = canMoveByVector ? this.#plan.layout.barRows : 0;
    let skipRun = 0;
    for (let mbY = 0, mb = 0; mbY < mbHeight; mbY++) {
      for (let mbX = 0; mbX < mbWidth; mbX++, mb++) {
        const isBar = mbY < vectorRows;
        if (!isBar && !this.#target.hasSameMacroblock(this.#shown, { mbX, mbY })) {
          this.#bits.ue(skipRun);
          skipRun = 0;
          this.#intraWriter.write({ mbX, mbY }, 6);
          this.#motion.setIntra(mb);
          continue;
        }
        const vector = isBar && step > 0 ? 4 * ((mbX * 16 >= step ? 0 : period) - step) : 0;
        if (this.#motion.skipVector(mb) === vector) {
          skipRun++;
        } else {
          this.#bits.ue(skipRun);
          skipRun = 0;
          this.#writeVector(vector - this.#motion.predictVector(mb));
        }
        this.#motion.setVector(mb, vector);
      }
    }
    if (skipRun > 0) this.#bits.ue(skipRun);
  }

  /** A P_L0_16x16 macroblock without a residual. Spec: ITU-T H.264 (08/2021) 7.3.5. */
  #writeVector(horizontalDifference: number): void {
    this.#bits.ue(0); // mb_type
    this.#bits.se(horizontalDifference); // mvd_l0
    this.#bits.se(0);
    this.#bits.ue(0); // coded_block_pattern: none
  }
}

function checkOptions(options: PatternOptions): void {
  checkSide("width", options.width, 1920);
  checkSide("height", options.height, 1080);
  checkNumber("framerate", options.framerate, { least: 0.1, most: 60 });
  checkInteger("bitrateBps", options.bitrateBps, { least: 1000, most: 100_000_000 });
  checkInteger("intra", options.intra, { least: 1, most: 1_000_000 });
}

function checkSide(name: string, value: number, most: number): void {
  checkInteger(name, value, { least: 16, most });
  if (value % 2 !== 0) throw new RangeError(`${name} must be even, is ${value}`);
}

function checkInteger(name: string, value: number, range: { least: number; most: number }): void {
  checkNumber(name, value, range);
  if (!Number.isInteger(value)) throw new RangeError(`${name} must be an integer, is ${value}`);
}

function checkNumber(name: string, value: number, range: { least: number; most: number }): void {
  if (value >= range.least && value <= range.most) return;
  throw new RangeError(`${name} must be ${range.least} to ${range.most}, is ${value}`);
}
