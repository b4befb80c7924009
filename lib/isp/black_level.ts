import { factorOf, scaleSample } from "./fixed_point.ts";
import { type Mosaic, sampleLimit } from "./shape.ts";

/** What a sensor's samples mean. */
export interface BlackLevel {
  /** Significant bits of a sample, 8 to 12. */
  readonly bitDepth: number;
  /** What the sensor gives for no light, on the 12-bit scale, 0 to 3072. */
  readonly blackLevel: number;
}

/** How {@link subtractBlack} changes a sample; the kernels take the same numbers. */
export interface BlackStep {
  /** The largest sample there is. */
  readonly largest: number;
  /** How far a sample is shifted up to the 12-bit scale. */
  readonly shift: number;
  /** What is subtracted then. */
  readonly black: number;
  /** What is multiplied by then, in 1/4096. */
  readonly factor: number;
}

/**
 * Works out the numbers of the stage.
 *
 * @param level The sensor's
 * @returns numbers that leave 12-bit samples without a black level as they are
 * @throws {RangeError} If one of them is out of its range
 */
export function blackStep({ bitDepth, blackLevel }: BlackLevel): BlackStep {
  if (!Number.isInteger(bitDepth) || bitDepth < 8 || bitDepth > 12) {
    throw new RangeError(`bitDepth must be an integer from 8 to 12, is ${bitDepth}`);
  }
  if (!(blackLevel >= 0 && blackLevel <= 3072)) {
    throw new RangeError(`blackLevel must be 0 to 3072, is ${blackLevel}`);
  }
  const largest = (1 << bitDepth) - 1;
  const shift = 12 - bitDepth;
  const black = Math.round(blackLevel);
  return { largest, shift, black, factor: factorOf(sampleLimit / ((largest << shift) - black)) };
}

/**
 * Takes the black level off and stretches what is left to the whole of 12 bits: no light becomes 0, and
 * what the sensor clips 4095.
 *
 * @param mosaic Right-aligned samples of `bitDepth` bits; larger ones count as the largest. Only read
 * @param level The sensor's
 * @returns a mosaic of its own, 0 to 4095
 * @throws {RangeError} If the level is out of its range
 */
export function subtractBlack(mosaic: Mosaic, level: BlackLevel): Mosaic {
  const { largest, shift, black, factor } = blackStep(level);
  const samples = mosaic.samples.map((sample) =>
    scaleSample(Math.max(0, (Math.min(sample, largest) << shift) - black), factor)
  );
  return { ...mosaic, samples };
}
