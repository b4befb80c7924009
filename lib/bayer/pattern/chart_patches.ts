import { stampGeometry } from "../../frame/mod.ts";
import type { LinearColour } from "./colour.ts";
import type { CellArea } from "./mosaic_picture.ts";

/** Patches in a row. */
const columns = 6;
/** Rows of patches. */
const rows = 4;

/** A patch of the chart: its colour as it falls on the sensor, and where it is. */
export interface ChartPatch extends LinearColour, CellArea {
  /** What people call the colour. */
  readonly name: string;
}

/** The colours of the usual chart of 24, rounded: row by row. */
const colours: readonly (LinearColour & { readonly name: string })[] = [
  { name: "dark skin", red: 702, green: 346, blue: 237 },
  { name: "light skin", red: 2209, green: 1249, blue: 914 },
  { name: "blue sky", red: 500, green: 797, blue: 1381 },
  { name: "foliage", red: 390, green: 614, blue: 230 },
  { name: "blue flower", red: 960, green: 884, blue: 1800 },
  { name: "bluish green", red: 555, green: 2084, blue: 1646 },
  { name: "orange", red: 2754, green: 854, blue: 103 },
  { name: "purplish blue", red: 329, green: 428, blue: 1562 },
  { name: "moderate red", red: 2184, green: 419, blue: 511 },
  { name: "purple", red: 458, green: 185, blue: 614 },
  { name: "yellow green", red: 1381, green: 2059, blue: 210 },
  { name: "orange yellow", red: 3052, green: 1500, blue: 112 },
  { name: "blue", red: 162, green: 191, blue: 1249 },
  { name: "green", red: 251, green: 1213, blue: 273 },
  { name: "red", red: 1755, green: 151, blue: 185 },
  { name: "yellow", red: 3272, green: 2339, blue: 56 },
  { name: "magenta", red: 2035, green: 381, blue: 1231 },
  { name: "cyan", red: 10, green: 960, blue: 1459 },
  { name: "white", red: 3670, green: 3670, blue: 3670 },
  { name: "neutral 8", red: 2365, green: 2365, blue: 2365 },
  { name: "neutral 6.5", red: 1440, green: 1440, blue: 1440 },
  { name: "neutral 5", red: 797, green: 797, blue: 797 },
  { name: "neutral 3.5", red: 372, green: 372, blue: 372 },
  { name: "black", red: 141, green: 141, blue: 141 },
];

/** Rows of pixels above the stamp: for the patches, and for all else. */
export function chartRows(width: number, height: number): { patches: number; above: number } {
  const above = even(stampGeometry(width, height)?.y ?? height);
  return { patches: even(above * 2 / 3), above };
}

/**
 * The patches of the chart in a picture of a size. They are in two thirds of what is above the stamp, on grey.
 *
 * @returns 24, row by row; those for which there is no room have no width or no height.
 */
export function chartPatches(width: number, height: number): ChartPatch[] {
  const { patches } = chartRows(width, height);
  const gap = even(Math.min(width / columns, patches / rows) / 12);
  const left = (column: number) => even(width * column / columns) + gap;
  const top = (row: number) => even(patches * row / rows) + gap;
  return colours.map((colour, i) => {
    const column = i % columns, row = Math.floor(i / columns);
    const x = left(column), y = top(row);
    return { ...colour, x, y, width: left(column + 1) - gap - x, height: top(row + 1) - gap - y };
  });
}

/** The next even number below. */
export function even(value: number): number {
  return 2 * Math.floor(value / 2);
}
