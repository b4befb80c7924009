import { Chart } from "./chart.ts";
import type { RawPattern, RawPatternOptions } from "./raw_pattern.ts";
import { Sawtooth } from "./sawtooth.ts";

/** What a RAW pattern camera shows. */
export type RawPatternName = "chart" | "sawtooth";

/** Other pattern cameras go no further either. */
const largestSide = 8192;

/**
 * Opens a RAW pattern camera.
 *
 * `chart`: 24 patches of known colours, a moving square, the frame's number and a stamp, seen through the
 * mosaic by a sensor that sees less red and blue than green; black is 0. `sawtooth`: the sample at column x and row y of
 * frame n is ((x + y + 10 n) · 16) mod 4096, whatever the order.
 *
 * @throws {RangeError} If the size is odd, or not within 16 and 8192.
 */
export function openRawPattern(
  options: RawPatternOptions & { readonly pattern: RawPatternName },
): RawPattern {
  const { width, height, pattern } = options;
  for (const [name, value] of Object.entries({ width, height })) {
    if (!(value >= 16 && value <= largestSide) || value % 2 !== 0) {
      throw new RangeError(
        `${name} must be an even integer from 16 to ${largestSide}, is ${value}`,
      );
    }
  }
  return pattern === "sawtooth" ? new Sawtooth(options) : new Chart(options);
}
