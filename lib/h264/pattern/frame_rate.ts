/** Pictures per second as the ratio of two integers. */
export interface FrameRate {
  /** Pictures. */
  readonly numerator: number;
  /** Seconds in which they come. */
  readonly denominator: number;
}

/** The rates of NTSC's family are exact only as a ratio to 1001. */
const NTSC_RATES = [24, 30, 48, 60];

/**
 * The ratio that a frame rate, usually typed by a person, stands for: 29.97 is 30000/1001, other
 * rates are taken to a thousandth.
 *
 * @param framerate Pictures per second, at least 0.001
 */
export function toFrameRate(framerate: number): FrameRate {
  for (const rate of NTSC_RATES) {
    if (Math.abs(framerate - rate * 1000 / 1001) < 0.006) {
      return { numerator: rate * 1000, denominator: 1001 };
    }
  }
  const thousandths = Math.round(framerate * 1000);
  const divisor = greatestCommonDivisor(thousandths, 1000);
  return { numerator: thousandths / divisor, denominator: 1000 / divisor };
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
