import { clampSample } from "./fixed_point.ts";
import type { Planes } from "./shape.ts";

/** Nine weights, row after row: of red, green and blue for red; for green; for blue. Each above -8 and below 8. */
export type ColourMatrix = readonly number[];

/**
 * A matrix as the stage computes with it: weights in 1/4096.
 *
 * @param matrix Nine weights
 * @returns nine integers
 * @throws {RangeError} If there are not nine, or one is out of range
 */
export function matrixWeights(matrix: ColourMatrix): Int16Array {
  if (matrix.length !== 9 || !matrix.every((weight) => Math.abs(weight) < 8)) {
    throw new RangeError(
      `a colour matrix is nine numbers between -8 and 8, is ${matrix.join(", ")}`,
    );
  }
  return Int16Array.from(
    matrix,
    (weight) => Math.max(-32767, Math.min(32767, Math.round(weight * 4096))),
  );
}

/**
 * Turns the sensor's colours into those of the picture: each colour becomes a weighted sum of the three.
 *
 * @param planes Linear light, 0 to 4095; only read
 * @param matrix Nine weights
 * @returns planes of their own, rounded and held between 0 and 4095
 * @throws {RangeError} If it is not a matrix
 */
export function applyMatrix(planes: Planes, matrix: ColourMatrix): Planes {
  const weights = matrixWeights(matrix);
  const { red, green, blue } = planes;
  const row = (first: number): Uint16Array => {
    const [ofRed, ofGreen, ofBlue] = [weights[first]!, weights[first + 1]!, weights[first + 2]!];
    return red.map((value, at) => {
      const sum = ofRed * value + ofGreen * green[at]! + ofBlue * blue[at]!;
      return clampSample((sum + 2048) >> 12);
    });
  };
  return { ...planes, red: row(0), green: row(3), blue: row(6) };
}
