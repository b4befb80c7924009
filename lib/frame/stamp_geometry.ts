/** Squares in a row of the stamp. */
export const STAMP_COLUMNS = 32;

/** Rows of squares. */
export const STAMP_ROWS = 3;

/** Where the stamp's squares are, in samples. */
export interface StampGeometry {
  /** Left border of the first square. */
  readonly x: number;
  /** Upper border of the first row. */
  readonly y: number;
  /** Side of a square: 16, 8 or 4. */
  readonly size: number;
}

/** Above the stamp are a row of macroblocks of bars and one of grey steps at least. */
const LEAST_HEIGHT_ABOVE = 32;

/**
 * Where the stamp is in a picture of a size: at the bottom edge, in the middle, with the largest
 * squares that fit.
 *
 * @returns `undefined` if there is no room: below 128 x 44
 */
export function stampGeometry(width: number, height: number): StampGeometry | undefined {
  const size = [16, 8, 4].find((side) =>
    width >= STAMP_COLUMNS * side && height >= LEAST_HEIGHT_ABOVE + STAMP_ROWS * side
  );
  if (size === undefined) return undefined;
  return {
    x: Math.floor((width / size - STAMP_COLUMNS) / 2) * size,
    y: (Math.floor(height / size) - STAMP_ROWS) * size,
    size,
  };
}
