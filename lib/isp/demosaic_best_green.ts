import type { Area } from "./demosaic_best_area.ts";
import { clampSample } from "./fixed_point.ts";

/** Green of every pixel, and which way it was interpolated. */
export interface DirectedGreen {
  /** A value a pixel, 0 to 4095. */
  readonly green: Int16Array;
  /** 1 at red and blue pixels along whose row the picture changes less than along their column. */
  readonly horizontal: Uint8Array;
}

/**
 * Interpolates green at red and blue pixels along the row and along the column, and keeps the direction in which the
 * difference of the colours changes less around the pixel.
 * Spec: Menon, Andriani, Calvagno 2007, II and III.
 */
export function directGreen(area: Area): DirectedGreen {
  const { width, height, samples } = area;
  const alongRow = colourDifferences(area, 1);
  const alongColumn = colourDifferences(area, width);
  const green = samples.slice();
  const horizontal = new Uint8Array(samples.length);
  for (let y = 4; y < height - 4; y++) {
    for (let x = 4 + columnOfColour(area, y); x < width - 4; x += 2) {
      const at = y * width + x;
      const rowChange = changeAlong(alongRow, at, { along: 1, across: width });
      const columnChange = changeAlong(alongColumn, at, { along: width, across: 1 });
      horizontal[at] = columnChange >= rowChange ? 1 : 0;
      green[at]! -= (horizontal[at] ? alongRow : alongColumn)[at]!;
    }
  }
  return { green, horizontal };
}

/** The column (0 or 1) of a row's red or blue pixels. */
export function columnOfColour({ redColumn, redRow }: Area, y: number): number {
  return (y & 1) === redRow ? redColumn : 1 - redColumn;
}

/** Red or blue minus green interpolated from pixels `step` and 2 `step` away; 0 at green pixels. */
function colourDifferences(area: Area, step: number): Int16Array {
  const { width, height, samples } = area;
  const differences = new Int16Array(samples.length);
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2 + columnOfColour(area, y); x < width - 2; x += 2) {
      const at = y * width + x;
      const own = samples[at]!;
      const greens = samples[at - step]! + samples[at + step]!;
      const others = samples[at - 2 * step]! + samples[at + 2 * step]!;
      const green = (2 * greens + 2 * own - others + 2) >> 2;
      differences[at] = own - clampSample(green);
    }
  }
  return differences;
}

/** How much the differences change along a line, weighed over five lines; 0 to 65535. */
function changeAlong(
  differences: Int16Array,
  at: number,
  { along, across }: { along: number; across: number },
): number {
  const change = (from: number) => Math.abs(differences[from]! - differences[from + 2 * along]!);
  const own = change(at) + change(at - 2 * along);
  const beside = change(at - across - along) + change(at + across - along);
  const far = change(at - 2 * across) + change(at - 2 * across - 2 * along) +
    change(at + 2 * across) + change(at + 2 * across - 2 * along);
  return Math.min(65535, 3 * own + beside + far);
}
