import { factorOf, scaleSample } from "./fixed_point.ts";
import { cellPlaces, type Gains, type Mosaic } from "./shape.ts";

/** Factors of the four places of a cell, in 1/4096. */
export type CellFactors = readonly [number, number, number, number];

/**
 * Works out what each place of a cell is multiplied by. The three gains are raised together until the
 * smallest is 1, so that whatever the sensor clipped is 4095 in every colour afterwards: a blown highlight
 * stays white, it does not turn magenta.
 *
 * @param gains Of red and blue
 * @param bayer The order of the mosaic
 * @returns factors in the order of the places, each from 1 to just below 8
 * @throws {RangeError} If a gain is not above 0
 */
export function cellFactors({ red, blue }: Gains, bayer: Mosaic["bayer"]): CellFactors {
  if (!(red > 0 && blue > 0)) {
    throw new RangeError(`gains must be above 0, are red ${red}, blue ${blue}`);
  }
  const least = Math.min(1, red, blue);
  const places = cellPlaces(bayer);
  const of = (place: number): number =>
    factorOf((place === places.red ? red : place === places.blue ? blue : 1) / least);
  return [of(0), of(1), of(2), of(3)];
}

/**
 * White balance in the Bayer domain: multiplies the samples of each colour, held at 4095.
 *
 * @param mosaic Samples 0 to 4095; only read
 * @param gains Of red and blue
 * @returns a mosaic of its own
 * @throws {RangeError} If a gain is not above 0
 */
export function applyGains(mosaic: Mosaic, gains: Gains): Mosaic {
  const factors = cellFactors(gains, mosaic.bayer);
  const samples = mosaic.samples.map((sample, index) => {
    const y = Math.floor(index / mosaic.width), x = index % mosaic.width;
    return scaleSample(sample, factors[2 * (y & 1) + (x & 1)]!);
  });
  return { ...mosaic, samples };
}
