import { areaOf, withoutMargin } from "./demosaic_best_area.ts";
import { interpolateColours, refineColours } from "./demosaic_best_colours.ts";
import { directGreen } from "./demosaic_best_green.ts";
import type { Mosaic, Planes } from "./shape.ts";

/**
 * Interpolates the missing colours by directional filtering with a decision afterwards, and refines them: few false
 * colours and no zipper along edges. All arithmetic is of integers and exactly defined; borders are mirrored, so that a
 * flat mosaic gives a flat picture.
 * Spec: Menon, Andriani, Calvagno, "Demosaicing with directional filtering and a posteriori decision", IEEE
 * Transactions on Image Processing 16 (1), 2007.
 *
 * @param mosaic width × height samples, 0 to 4095, of any order; at least 2 × 2, not changed.
 * @returns Planes of their own, 0 to 4095.
 */
export function demosaicBest(mosaic: Mosaic): Planes {
  const area = areaOf(mosaic);
  const colours = interpolateColours(area, directGreen(area));
  refineColours(area, colours);
  return {
    width: mosaic.width,
    height: mosaic.height,
    red: withoutMargin(area, colours.red),
    green: withoutMargin(area, colours.green),
    blue: withoutMargin(area, colours.blue),
  };
}
