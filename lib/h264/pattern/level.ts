/** What one level of table A-1 allows. */
interface LevelLimits {
  /** `level_idc`: ten times the level's number. */
  readonly levelIdc: number;
  readonly maxMacroblocksPerSecond: number;
  readonly maxFrameMacroblocks: number;
  readonly maxBitrateBps: number;
}

/** Spec: ITU-T H.264 (08/2021) table A-1, Baseline profile; level 1b is left out. */
const LEVELS: readonly LevelLimits[] = [
  [10, 1_485, 99, 64],
  [11, 3_000, 396, 192],
  [12, 6_000, 396, 384],
  [13, 11_880, 396, 768],
  [20, 11_880, 396, 2_000],
  [21, 19_800, 792, 4_000],
  [22, 20_250, 1_620, 4_000],
  [30, 40_500, 1_620, 10_000],
  [31, 108_000, 3_600, 14_000],
  [32, 216_000, 5_120, 20_000],
  [40, 245_760, 8_192, 20_000],
  [41, 245_760, 8_192, 50_000],
  [42, 522_240, 8_704, 50_000],
].map(([levelIdc, maxMacroblocksPerSecond, maxFrameMacroblocks, maxKbps]) => ({
  levelIdc: levelIdc!,
  maxMacroblocksPerSecond: maxMacroblocksPerSecond!,
  maxFrameMacroblocks: maxFrameMacroblocks!,
  maxBitrateBps: maxKbps! * 1000,
}));

/**
 * The lowest level that a stream keeps. Spec: ITU-T H.264 (08/2021) A.3.1, A.3.4.1.
 *
 * @param stream Size in macroblocks, pictures per second and the greatest bit rate
 * @returns `level_idc`
 */
export function chooseLevel(
  stream: { mbWidth: number; mbHeight: number; framerate: number; bitrateBps: number },
): number {
  const macroblocks = stream.mbWidth * stream.mbHeight;
  const longestSide = Math.max(stream.mbWidth, stream.mbHeight);
  const level = LEVELS.find((limits) =>
    macroblocks <= limits.maxFrameMacroblocks &&
    longestSide * longestSide <= 8 * limits.maxFrameMacroblocks &&
    macroblocks * stream.framerate <= limits.maxMacroblocksPerSecond &&
    stream.bitrateBps <= limits.maxBitrateBps
  );
  if (level === undefined) {
    throw new RangeError(
      `No H.264 level up to 4.2 holds ${stream.mbWidth} x ${stream.mbHeight} macroblocks at ` +
        `${stream.framerate} pictures/s and ${stream.bitrateBps} bit/s: lower one of them`,
    );
  }
  return level.levelIdc;
}
