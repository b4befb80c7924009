/**
 * The curve that the demosaic works on. What is interpolated in linear light is off in the shadows, which the curve of
 * sRGB brings out, by 4 dB over the picture: so samples get a curve before the demosaic. Without a colour matrix that
 * is the picture's own. With one, which needs linear light, it is the square root, which a product undoes.
 * @module
 */
import { multiplyQ15 } from "./fixed_point.ts";
import { gammaTable } from "./gamma.ts";
import { type Mosaic, type Planes, sampleLimit } from "./shape.ts";

/** Which curve: the picture's own, the one that is undone for the matrix, or none. */
export type DemosaicCurve = "srgb" | "undone" | "none";

/**
 * Says which curve a picture is demosaiced on.
 *
 * @param profile Its gamma, and whether there is a matrix
 * @returns the curve
 */
export function demosaicCurveOf(
  { gamma, colourMatrix }: {
    readonly gamma: "srgb" | "off";
    readonly colourMatrix: readonly number[] | "off";
  },
): DemosaicCurve {
  if (gamma === "off") return "none";
  return colourMatrix === "off" ? "srgb" : "undone";
}

/** A curve as a table: linear light in, what the demosaic works on out, both 0 to 4095. @returns 4096 values */
export function codingTable(curve: DemosaicCurve): Uint16Array {
  if (curve === "srgb") return gammaTable();
  return Uint16Array.from(
    { length: sampleLimit + 1 },
    (_, light) => curve === "none" ? light : codeOf(light),
  );
}

/**
 * Linear light of a value on the curve that is undone: its square.
 *
 * @param value 0 to 4095
 * @returns 0 to 4094, which gamma makes white again
 */
export function lightOf(value: number): number {
  return multiplyQ15(value << 3, value);
}

/** The value whose {@link lightOf} is a light, as nearly as there is one. */
function codeOf(light: number): number {
  return Math.min(sampleLimit, Math.round(Math.sqrt(4096 * light)));
}

/** Puts samples on a curve. @returns a mosaic of its own */
export function coded(mosaic: Mosaic, curve: DemosaicCurve): Mosaic {
  const table = codingTable(curve);
  return { ...mosaic, samples: mosaic.samples.map((sample) => table[sample]!) };
}

/** Takes the curve that can be undone back. @returns planes of their own, linear */
export function decoded(planes: Planes): Planes {
  const { red, green, blue } = planes;
  return { ...planes, red: red.map(lightOf), green: green.map(lightOf), blue: blue.map(lightOf) };
}
