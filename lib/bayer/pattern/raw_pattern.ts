import type { PatternStamp } from "../../frame/mod.ts";
import type { BayerOrder } from "../raw_format.ts";

/** What a RAW pattern camera is asked for. */
export interface RawPatternOptions {
  /** Width in pixels, even, from 16. */
  readonly width: number;
  /** Height in pixels, even, from 16. */
  readonly height: number;
  /** Frames per second. */
  readonly framerate: number;
  /** Order of the colours. */
  readonly bayer: BayerOrder;
}

/** Makes the RAW frames of a pattern camera, all with 12 significant bits. */
export interface RawPattern {
  /**
   * Makes a frame.
   *
   * @param state Its number, and the time that its stamp shows.
   * @returns the canonical form, a view that the next call changes.
   */
  paint(state: PatternStamp): Uint8Array<ArrayBuffer>;
}
