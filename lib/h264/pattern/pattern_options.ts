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

/** @throws {RangeError} With the option's name, its range and its value */
export function checkPatternOptions(options: PatternOptions): void {
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
