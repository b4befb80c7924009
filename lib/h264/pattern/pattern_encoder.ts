import { codecString } from "../codec_string.ts";
import { toAnnexB } from "./annex_b.ts";
import { Bars } from "./bars.ts";
import { CellPicture } from "./cell_picture.ts";
import { toFrameRate } from "./frame_rate.ts";
import { chooseLevel } from "./level.ts";
import { encodeParameterSets, PROFILE } from "./parameter_sets.ts";
import { checkPatternOptions, type PatternOptions } from "./pattern_options.ts";
import { PictureWriter } from "./picture_writer.ts";
import { type Plan, planStream } from "./plan.ts";
import { Scene } from "./scene.ts";
import type { PatternStamp } from "../../frame/mod.ts";

/** One coded picture of the pattern camera. */
export interface PatternPicture {
  /** The access unit in Annex B form, four-byte start codes; the caller's own, nobody changes it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether decoding can start here; SPS and PPS then come first. */
  readonly key: boolean;
  /** Number of the picture, from 0. */
  readonly frameNumber: number;
}

/**
 * A small H.264 encoder of one picture: colour bars that travel, a clock, the frame number, and a
 * stamp that programs read with `readPatternStamp`. Constrained Baseline, one slice a picture,
 * every picture shown in the order it is coded in.
 *
 * Everything in the picture is made of flat 4 x 4 cells, which Intra_16x16 macroblocks say exactly
 * with DC levels alone; bars move by motion vectors over whole samples; what stays costs P_Skip.
 *
 * The bit rate stays at or below the ceiling over any second of the stream: any `ceil(framerate)`
 * pictures in a row, counted in bytes of Annex B. Where the ceiling is low the text becomes smaller,
 * then is left out, then the bars move only from key picture to key picture. The stamp is in every
 * picture that has room for it, from 128 x 44.
 *
 * Spec: ITU-T H.264 (08/2021).
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * const encoder = new PatternEncoder({
 *   width: 640,
 *   height: 480,
 *   framerate: 30,
 *   bitrateBps: 1_000_000,
 *   intra: 30,
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
  readonly #scene: Scene;
  readonly #pictures: PictureWriter;
  /** In Annex B form. */
  readonly #parameterSets: Uint8Array;
  /** What was shown before the picture at hand, of the panel. */
  readonly #before: CellPicture;
  #frameNumber = 0;
  /** How far the bars had travelled in the last key picture, less whole periods. */
  #keyTravel = 0;

  /**
   * Chooses layout and level; encodes nothing yet.
   *
   * @throws {RangeError} If an option is outside of its range, or the ceiling too low for the size
   */
  constructor(options: PatternOptions) {
    checkPatternOptions(options);
    const { width, height, framerate, intra } = options;
    const mbWidth = Math.ceil(width / 16), mbHeight = Math.ceil(height / 16);
    this.#intra = intra;
    this.#plan = planStream(options);
    const { layout, peakBps } = this.#plan;
    const levelIdc = chooseLevel({ mbWidth, mbHeight, framerate, bitrateBps: peakBps });
    this.codecString = codecString({ ...PROFILE, levelIdc });
    this.#bars = new Bars({ codedWidth: mbWidth * 16, framerate, intra });
    this.#scene = new Scene({ width, height, layout, bars: this.#bars });
    this.#pictures = new PictureWriter(this.#scene.picture);
    this.#before = new CellPicture(mbWidth, mbHeight);
    this.#parameterSets = encodeParameterSets({
      width,
      height,
      rate: toFrameRate(framerate),
      levelIdc,
    });
  }

  /**
   * Encodes the next picture: one whole access unit.
   *
   * @param unixMs What the picture's clock shows and its stamp says: Unix time, milliseconds, at
   * least 0; a fraction is dropped
   */
  encode(unixMs: number): PatternPicture {
    const frameNumber = this.#frameNumber++;
    const key = frameNumber % this.#intra === 0;
    if (key && frameNumber > 0) {
      this.#keyTravel = (this.#keyTravel + this.#bars.travel(this.#intra)) % this.#bars.period;
    }
    const state = { unixMs, frameNumber };
    this.#before.copyRows(this.#pictures.shown, this.#scene.panel);
    this.#scene.paintPanel(state);
    let bytes = this.#encodeScene(state);
    if (bytes.length * 8 > (key ? this.#plan.keyBits : this.#plan.predictedBits)) {
      this.#dropText(state, key);
      bytes = this.#encodeScene(state);
    }
    return { bytes, key, frameNumber };
  }

  /**
   * The picture would break the ceiling: a predicted one keeps the text of the one before, a key
   * picture has none. The next picture with room for it brings the text up to date.
   */
  #dropText(state: PatternStamp, key: boolean): void {
    this.#pictures.shown.copyRows(this.#before, this.#scene.panel);
    if (key) this.#scene.clearPanel();
    this.#scene.paintStampOver(key ? this.#scene.picture : this.#before, state);
  }

  #encodeScene({ frameNumber }: PatternStamp): Uint8Array<ArrayBuffer> {
    const pictureInGop = frameNumber % this.#intra;
    const header = {
      key: pictureInGop === 0,
      pictureInGop,
      idrPicId: Math.floor(frameNumber / this.#intra) % 2,
    };
    if (header.key) {
      this.#scene.paintBars(this.#keyTravel);
      const slice = this.#pictures.writeKey(header, this.#plan.layout.barRows);
      return toAnnexB([slice], this.#parameterSets);
    }
    return toAnnexB([this.#pictures.writePredicted(header, this.#moveBars(pictureInGop))]);
  }

  /** How vectors move the bars; a picture too narrow for that has them painted again. */
  #moveBars(pictureInGop: number): { rows: number; step: number; period: number } {
    const { period, canMoveByVector } = this.#bars;
    const travel = this.#bars.travel(pictureInGop);
    const { layout, moves } = this.#plan;
    if (canMoveByVector) {
      const step = moves ? (travel - this.#bars.travel(pictureInGop - 1)) % period : 0;
      return { rows: layout.barRows, step, period };
    }
    if (moves) this.#scene.paintBars(this.#keyTravel + travel - travel % 8);
    return { rows: 0, step: 0, period };
  }
}
