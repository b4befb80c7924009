import { clampSample } from "./fixed_point.ts";
import { cellPlaces, type Mosaic } from "./shape.ts";

/**
 * A mosaic with mirrored pixels around it, so that no filter meets an edge. Each value at an edge pixel is then what
 * mirrored borders give, since every filter of this demosaic is symmetric.
 */
export interface Area {
  /** Pixels in a row, margins included. */
  readonly width: number;
  /** Rows, margins included. */
  readonly height: number;
  /** width × height samples, 0 to 4095. */
  readonly samples: Int16Array;
  /** Column (0 or 1) of red in the 2 × 2 cell; blue has the other. */
  readonly redColumn: number;
  /** Row (0 or 1) of red in the 2 × 2 cell; blue has the other. */
  readonly redRow: number;
}

/** Pixels around the mosaic: as far as the last step of the demosaic looks, and even to keep the cell's order. */
export const margin = 10;

/**
 * Surrounds a mosaic with its mirror image. The edge pixel itself is not doubled: so red stays where red is.
 *
 * @param mosaic The samples; not changed.
 * @returns A copy, {@link margin} pixels wider on each side.
 */
export function areaOf({ width, height, bayer, samples }: Mosaic): Area {
  const columns = mirroredIndexes(width);
  const rows = mirroredIndexes(height);
  const area = new Int16Array(columns.length * rows.length);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) area[to++] = samples[row * width + column]!;
  }
  const { red } = cellPlaces(bayer);
  return {
    width: columns.length,
    height: rows.length,
    samples: area,
    redColumn: red & 1,
    redRow: red >> 1,
  };
}

/** The pixels of a line from `margin` before it to `margin` after it. */
function mirroredIndexes(length: number): number[] {
  const period = 2 * (length - 1);
  return Array.from({ length: length + 2 * margin }, (_, index) => {
    const folded = (index - margin + period * margin) % period;
    return Math.min(folded, period - folded);
  });
}

/**
 * The inner part of a plane.
 *
 * @param area What the plane belongs to.
 * @param plane width × height values of the area.
 * @returns The values without the margin, 0 to 4095: what is below or above is cut.
 */
export function withoutMargin({ width, height }: Area, plane: Int16Array): Uint16Array {
  const innerWidth = width - 2 * margin;
  const inner = new Uint16Array(innerWidth * (height - 2 * margin));
  for (let to = 0, y = margin; y < height - margin; y++) {
    for (let x = margin; x < width - margin; x++) {
      inner[to++] = clampSample(plane[y * width + x]!);
    }
  }
  return inner;
}
