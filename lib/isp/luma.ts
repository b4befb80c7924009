/**
 * Luma and colour differences that can be turned back exactly: what is not changed comes out as it went in.
 *
 * Spec: the reversible colour transform of ITU-T T.800 G.2.
 * @module
 */
import { clampSample } from "./fixed_point.ts";
import type { Planes } from "./shape.ts";

/** A picture as luma and two differences, `width * height` each. */
export interface LumaPlanes {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** `(red + 2 * green + blue) >> 2`, 0 to 4095. */
  readonly luma: Int16Array;
  /** Blue less green, -4095 to 4095. */
  readonly blueLess: Int16Array;
  /** Red less green, -4095 to 4095. */
  readonly redLess: Int16Array;
}

/** Splits a picture. @returns planes of their own */
export function splitLuma({ width, height, red, green, blue }: Planes): LumaPlanes {
  const luma = Int16Array.from(green, (value, at) => (red[at]! + 2 * value + blue[at]!) >> 2);
  const blueLess = Int16Array.from(green, (value, at) => blue[at]! - value);
  const redLess = Int16Array.from(green, (value, at) => red[at]! - value);
  return { width, height, luma, blueLess, redLess };
}

/** Puts a picture together again, held between 0 and 4095. @returns planes of their own */
export function joinLuma({ width, height, luma, blueLess, redLess }: LumaPlanes): Planes {
  const [red, green, blue] = [0, 0, 0].map(() => new Uint16Array(width * height)) as [
    Uint16Array,
    Uint16Array,
    Uint16Array,
  ];
  luma.forEach((value, at) => {
    const unclamped = value - ((blueLess[at]! + redLess[at]!) >> 2);
    green[at] = clampSample(unclamped);
    red[at] = clampSample(unclamped + redLess[at]!);
    blue[at] = clampSample(unclamped + blueLess[at]!);
  });
  return { width, height, red, green, blue };
}
