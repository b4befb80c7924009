import { multiplyQ15 } from "./fixed_point.ts";
import { joinLuma, type LumaPlanes, splitLuma } from "./luma.ts";
import type { Planes } from "./shape.ts";

/** How much difference is taken for noise. */
export interface DenoiseStrength {
  /** Of luma, on the 12-bit scale after gamma, 0 to 4095; 0 leaves luma alone. */
  readonly luma: number;
  /** Of the colour differences, likewise. */
  readonly chroma: number;
}

/** A difference up to which neighbours flow into one another, and how strongly: as the kernels take them. */
export interface Flow {
  /** From here on a difference is an edge; 0 for none. */
  readonly edge: number;
  /** What `edge - |difference|` is multiplied by to give a weight in Q15. */
  readonly slope: number;
}

/** A fifth: a pixel among equals becomes the mean of itself and its four neighbours. */
const fifth = 6553;

/** All of it. */
const whole = 32767;

/** The numbers of the flow between neighbours. @returns weights of a fifth at most */
export function flowOf(edge: number): Flow {
  return weighted(edge, fifth);
}

/** The numbers of how a detail smaller than the half resolution is taken out. @returns weights of up to 1 */
export function shrinkOf(edge: number): Flow {
  return weighted(edge, whole);
}

function weighted(edge: number, most: number): Flow {
  const rounded = Math.round(edge);
  return { edge: rounded, slope: rounded === 0 ? 0 : Math.floor(most / rounded) };
}

/** The part of a difference that is taken for noise: all that its weight says, nothing from the edge on. */
function noiseOf(difference: number, { edge, slope }: Flow): number {
  return multiplyQ15(difference, Math.max(0, edge - Math.abs(difference)) * slope);
}

/**
 * Takes noise out and leaves edges. Luma: one step of diffusion between neighbours left, right, above and below,
 * in which the flow falls with the difference to nothing at the edge (Perona and Malik 1990): what one pixel
 * gives its neighbour takes, so the mean stays. Colour: the same between the means of 2 x 2 pixels, and of
 * what a pixel differs from its mean, what is small is taken out. Nothing flows over the picture's border.
 *
 * @param planes After gamma; only read
 * @param strength Of luma and colour
 * @returns planes of their own
 */
export function denoise(planes: Planes, { luma, chroma }: DenoiseStrength): Planes {
  const split = splitLuma(planes);
  return joinLuma({
    ...split,
    luma: luma > 0 ? diffused(split.luma, split, flowOf(luma)) : split.luma,
    blueLess: calmed(split.blueLess, split, chroma),
    redLess: calmed(split.redLess, split, chroma),
  });
}

type Size = Pick<LumaPlanes, "width" | "height">;

/** One step of diffusion. */
function diffused(plane: Int16Array, { width, height }: Size, flow: Flow): Int16Array {
  const result = plane.slice();
  const exchange = (here: number, there: number): void => {
    const amount = noiseOf(plane[there]! - plane[here]!, flow);
    result[here] = result[here]! + amount;
    result[there] = result[there]! - amount;
  };
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (x + 1 < width) exchange(at, at + 1);
      if (y + 1 < height) exchange(at, at + width);
    }
  }
  return result;
}

/** A plane of colour differences without noise. */
function calmed(plane: Int16Array, size: Size, chroma: number): Int16Array {
  if (chroma === 0) return plane;
  const { width } = size;
  const half = { width: width / 2, height: size.height / 2 };
  const means = halved(plane, { ...half, stride: width });
  const smooth = diffused(means, half, flowOf(chroma));
  const shrink = shrinkOf(chroma);
  return plane.map((value, at) => {
    const cell = (Math.floor(at / width) >> 1) * half.width + (at % width >> 1);
    const mean = means[cell]!;
    return value - noiseOf(value - mean, shrink) + smooth[cell]! - mean;
  });
}

/** The mean of each 2 x 2 pixels. */
function halved(plane: Int16Array, half: Size & { readonly stride: number }): Int16Array {
  return Int16Array.from({ length: half.width * half.height }, (_, cell) => {
    const at = 2 * (Math.floor(cell / half.width) * half.stride + cell % half.width);
    const below = at + half.stride;
    return (plane[at]! + plane[at + 1]! + plane[below]! + plane[below + 1]! + 2) >> 2;
  });
}
