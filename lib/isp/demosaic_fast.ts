import { clampSample } from "./fixed_point.ts";
import { cellPlaces, type Mosaic, type Planes } from "./shape.ts";

/** Reads a sample; places outside the mosaic are mirrored about its outermost row or column. */
type Look = (dx: number, dy: number) => number;

/**
 * Demosaics by the linear filters of Malvar, He and Cutler: the mean of a colour's neighbours, corrected by
 * how the sample's own colour bends there. Borders are mirrored about the outermost samples, which
 * keeps each place's colour: a flat mosaic gives a flat picture up to the edge.
 *
 * Spec: Malvar, He, Cutler, "High-quality linear interpolation for demosaicing of Bayer-patterned color
 * images", ICASSP 2004, figure 2; weights in eighths, where a half of a sum is rounded down.
 *
 * @param mosaic Samples 0 to 4095; only read
 * @returns planes of the same size
 */
export function demosaicFast(mosaic: Mosaic): Planes {
  const { width, height, samples, bayer } = mosaic;
  const plane = (): Uint16Array => new Uint16Array(width * height);
  const [red, green, blue] = [plane(), plane(), plane()];
  const places = cellPlaces(bayer);
  for (let y = 0, at = 0; y < height; y++) {
    const redRow = y % 2 === places.red >> 1;
    const [rowColour, otherColour] = redRow ? [red, blue] : [blue, red];
    for (let x = 0; x < width; x++, at++) {
      const look: Look = (dx, dy) =>
        samples[mirror(y + dy, height) * width + mirror(x + dx, width)]!;
      const place = 2 * (y & 1) + (x & 1);
      if (place === places.red || place === places.blue) {
        rowColour[at] = samples[at]!;
        green[at] = greenAtColour(look);
        otherColour[at] = otherAtColour(look);
      } else {
        green[at] = samples[at]!;
        rowColour[at] = colourAtGreen(look);
        otherColour[at] = colourAtGreen((dx, dy) => look(dy, dx));
      }
    }
  }
  return { width, height, red, green, blue };
}

/** The place that a place outside stands for. */
function mirror(place: number, size: number): number {
  return place < 0 ? -place : place >= size ? 2 * (size - 1) - place : place;
}

function greenAtColour(look: Look): number {
  const near = look(0, -1) + look(0, 1) + look(-1, 0) + look(1, 0);
  const far = look(0, -2) + look(0, 2) + look(-2, 0) + look(2, 0);
  return clampSample((4 * look(0, 0) + 2 * near + 4 - far) >> 3);
}

/** Red where the sample is blue, blue where it is red. */
function otherAtColour(look: Look): number {
  const diagonal = look(-1, -1) + look(1, -1) + look(-1, 1) + look(1, 1);
  const far = look(0, -2) + look(0, 2) + look(-2, 0) + look(2, 0);
  return clampSample((6 * look(0, 0) + 2 * diagonal + 4 - far - (far >> 1)) >> 3);
}

/** The colour whose samples lie left and right of a green one. */
function colourAtGreen(look: Look): number {
  const beside = look(-1, 0) + look(1, 0);
  const across = look(0, -2) + look(0, 2);
  const diagonal = look(-1, -1) + look(1, -1) + look(-1, 1) + look(1, 1);
  const along = look(-2, 0) + look(2, 0);
  return clampSample((5 * look(0, 0) + 4 * beside + (across >> 1) + 4 - diagonal - along) >> 3);
}
