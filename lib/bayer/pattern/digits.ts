import type { LinearColour } from "./colour.ts";
import type { CellArea, MosaicPicture } from "./mosaic_picture.ts";

/**
 * Which of seven strokes a digit has. From the lowest bit: top, upper right, lower right, bottom, lower left,
 * upper left, middle.
 */
const strokesOf = [0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f];

/** Digits that a number has in the picture. */
const digitCount = 6;

/** Where a number stands: strokes are `stroke` thick, digits four strokes wide and seven high. */
export interface NumberPlace {
  /** Left border. */
  readonly x: number;
  /** Upper border. */
  readonly y: number;
  /** Pixels, even. */
  readonly stroke: number;
}

/** The largest place for a number in the middle of an area; nothing where there is no room. */
export function numberPlace({ x, y, width, height }: CellArea): NumberPlace | undefined {
  const stroke = 2 * Math.floor(Math.min(height * 0.7 / 7, width / (5 * digitCount)) / 2);
  if (stroke < 2) return undefined;
  const middle = (space: number) => 2 * Math.floor(space / 4);
  return {
    x: x + middle(width - (5 * digitCount - 1) * stroke),
    y: y + middle(height - 7 * stroke),
    stroke,
  };
}

/** Paints a number's last six digits, and takes away the strokes that they do not have. */
export function paintNumber(
  picture: MosaicPicture,
  { x, y, stroke }: NumberPlace,
  parts: { number: number; ink: LinearColour; paper: LinearColour },
): void {
  const { number, ink, paper } = parts;
  const digits = String(number % 10 ** digitCount).padStart(digitCount, "0");
  for (const [i, digit] of [...digits].entries()) {
    const strokes = strokesOf[Number(digit)]!;
    const has = (bit: number) => (strokes & 1 << bit) !== 0;
    // Strokes meet at corners: what is to stay must come last.
    const order = [0, 1, 2, 3, 4, 5, 6].sort((a, b) => Number(has(a)) - Number(has(b)));
    for (const bit of order) {
      const { left, top, width, height } = strokePlaces[bit]!;
      const area = {
        x: x + (i * 5 + left) * stroke,
        y: y + top * stroke,
        width: width * stroke,
        height: height * stroke,
      };
      picture.fill(area, has(bit) ? ink : paper);
    }
  }
}

/** In stroke widths from the digit's upper left corner. */
const strokePlaces = [
  { left: 0, top: 0, width: 4, height: 1 },
  { left: 3, top: 0, width: 1, height: 4 },
  { left: 3, top: 3, width: 1, height: 4 },
  { left: 0, top: 6, width: 4, height: 1 },
  { left: 0, top: 3, width: 1, height: 4 },
  { left: 0, top: 0, width: 1, height: 4 },
  { left: 0, top: 3, width: 4, height: 1 },
] as const;
