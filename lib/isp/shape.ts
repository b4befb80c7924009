/** Order of the colours in the sensor's 2 x 2 cell, first row first. */
export type BayerOrder = "RGGB" | "BGGR" | "GRBG" | "GBRG";

/** One sample a pixel, as the sensor saw it through its colour filters. */
export interface Mosaic {
  /** Pixels in a row, even, at least 16. */
  readonly width: number;
  /** Rows, even, at least 16. */
  readonly height: number;
  /** Which colour lies where. */
  readonly bayer: BayerOrder;
  /** `width * height` samples, row after row without padding. */
  readonly samples: Uint16Array;
}

/** A picture of three colours, each in a plane of its own: `width * height` values 0 to 4095, row after row. */
export interface Planes {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Red of each pixel. */
  readonly red: Uint16Array;
  /** Green of each pixel. */
  readonly green: Uint16Array;
  /** Blue of each pixel. */
  readonly blue: Uint16Array;
}

/** What red and blue are multiplied by to make grey grey; green is 1. */
export interface Gains {
  /** Of the red samples, above 0. */
  readonly red: number;
  /** Of the blue samples, above 0. */
  readonly blue: number;
}

/** The largest value of a sample in the pipeline: 12 bits. */
export const sampleLimit = 4095;

/** Places of the two green, the red and the blue sample in a cell: `2 * (row & 1) + (column & 1)`. */
export interface CellPlaces {
  /** Where red is. */
  readonly red: number;
  /** Where blue is: diagonally opposite. */
  readonly blue: number;
}

/**
 * Says where red and blue lie in a cell; green is at the two other places.
 *
 * @param bayer The order
 * @returns places, 0 to 3
 */
export function cellPlaces(bayer: BayerOrder): CellPlaces {
  const red = bayer.indexOf("R");
  return { red, blue: 3 - red };
}

/**
 * Refuses a geometry that the pipeline does not take.
 *
 * @param size Width and height in pixels
 * @throws {RangeError} Unless both are even and 16 to 16384
 */
export function checkGeometry({ width, height }: { width: number; height: number }): void {
  for (const [name, value] of Object.entries({ width, height })) {
    if (!Number.isInteger(value) || value % 2 !== 0 || value < 16 || value > 16384) {
      throw new RangeError(
        `${name} of a mosaic must be an even number from 16 to 16384, is ${value}`,
      );
    }
  }
}
