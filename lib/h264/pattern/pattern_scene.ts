import { Bars } from "./bars.ts";
import { bareLayout, layouts } from "./layout.ts";
import { Scene } from "./scene.ts";
import type { PatternStamp } from "../../frame/mod.ts";

/** The whole pattern passes a place as wide as the picture in so many seconds. */
const crossingSeconds = 10;
/** Bars are painted in cells of chroma. */
const gridSamples = 8;

/** A picture of flat cells, 4 x 4 samples each; rows lie one after another without padding. */
export interface PatternCells {
  /** Macroblocks in a row: as many as cover the width. */
  readonly mbWidth: number;
  /** Rows of macroblocks. */
  readonly mbHeight: number;
  /** Luma cells, `4 * mbWidth` in a row. */
  readonly luma: Uint8Array;
  /** Cb cells, `2 * mbWidth` in a row. */
  readonly cb: Uint8Array;
  /** Cr cells, `2 * mbWidth` in a row. */
  readonly cr: Uint8Array;
}

/** What a {@linkcode PatternScene} is asked for. */
export interface PatternSceneOptions {
  /** Visible width in pixels, even, from 16. */
  readonly width: number;
  /** Visible height in pixels, even, from 16. */
  readonly height: number;
  /** Pictures per second. */
  readonly framerate: number;
  /** What the picture's footer says, longest first: the first for which there is room. */
  readonly captions: readonly string[];
}

/**
 * The pattern camera's scene for any other encoder: each picture whole, as flat cells of 4 x 4 samples, with
 * the same bars, clock, number and stamp.
 */
export class PatternScene {
  readonly #scene: Scene;
  readonly #bars: Bars;
  readonly #speed: number;

  /** Chooses the largest text that fits. */
  constructor({ width, height, framerate, captions }: PatternSceneOptions) {
    const size = { width, height };
    const [layout = bareLayout(size)] = layouts(size, captions);
    const codedWidth = Math.ceil(width / 16) * 16;
    this.#bars = new Bars({ codedWidth, framerate, intra: 1 });
    this.#scene = new Scene({ ...size, layout, bars: this.#bars });
    this.#speed = codedWidth / crossingSeconds / framerate;
  }

  /**
   * Paints a picture.
   *
   * @returns cells in BT.709, limited range; changed by the next call
   */
  paint(state: PatternStamp): PatternCells {
    const travelled = Math.round(state.frameNumber * this.#speed / gridSamples) * gridSamples;
    this.#scene.paintBars(travelled % this.#bars.period);
    this.#scene.paintPanel(state);
    return this.#scene.picture;
  }
}
