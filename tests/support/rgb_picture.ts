/** Pictures of 8-bit RGB for the tests of development: the crops in the repository, or a folder of one's own. @module */
import { decode } from "fast-png";
import type { Planes } from "../../lib/isp/shape.ts";

/** A picture as a file holds it. */
export interface RgbPicture {
  /** The file's name, without folder and ending. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, row by row; sRGB. */
  readonly rgb: Uint8Array;
}

const crops = new URL("../testdata/kodak/", import.meta.url);

/**
 * Reads the pictures of a folder in the order of their names.
 *
 * @param folder PNG files of 8-bit RGB; by default the crops in the repository
 * @returns the pictures
 * @throws {TypeError} If a picture is of another kind
 */
export async function readPictures(folder: string | URL = crops): Promise<RgbPicture[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) if (name.endsWith(".png")) names.push(name);
  return await Promise.all(
    names.toSorted().map(async (name) => {
      const path = folder instanceof URL ? new URL(name, folder) : `${folder}/${name}`;
      const { width, height, channels, depth, data } = decode(await Deno.readFile(path));
      if (channels !== 3 || depth !== 8) throw new TypeError(`${name} is not of 8-bit RGB`);
      return { name: name.replace(/\.png$/, ""), width, height, rgb: new Uint8Array(data) };
    }),
  );
}

/**
 * A picture's colours in planes of 12 bits.
 *
 * @param picture What to take apart
 * @param convert From 0 to 255 to 0 to 4095; by default a plain scale, so that the planes are gamma-coded as the picture is
 * @returns planes of their own
 */
export function planesOf(
  { width, height, rgb }: RgbPicture,
  convert: (value: number) => number = (value) => Math.round(value * 4095 / 255),
): Planes {
  const table = Uint16Array.from({ length: 256 }, (_, value) => convert(value));
  const plane = (colour: number): Uint16Array =>
    Uint16Array.from({ length: width * height }, (_, pixel) => table[rgb[3 * pixel + colour]!]!);
  return { width, height, red: plane(0), green: plane(1), blue: plane(2) };
}
