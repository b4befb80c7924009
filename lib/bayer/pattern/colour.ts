import type { BayerOrder } from "../raw_format.ts";

/** Light that falls on the sensor: linear, 0 to 4095, black at 0. */
export interface LinearColour {
  /** Red. */
  readonly red: number;
  /** Green. */
  readonly green: number;
  /** Blue. */
  readonly blue: number;
}

/**
 * By how much the pattern camera's sensor sees less red and blue than green, as sensors do: whoever develops its
 * pictures has to multiply with these to make grey grey.
 */
export const patternCast = { red: 1.9, blue: 1.6 } as const;

/** A grey. @param light 0 to 4095. */
export function grey(light: number): LinearColour {
  return { red: light, green: light, blue: light };
}

/** The samples of a 2 × 2 cell of one colour: the upper two, then the lower two. */
export function cellOf(bayer: BayerOrder, { red, green, blue }: LinearColour): number[] {
  const samples = {
    R: Math.round(red / patternCast.red),
    G: Math.round(green),
    B: Math.round(blue / patternCast.blue),
  };
  return Array.from(bayer, (letter) => samples[letter as "R" | "G" | "B"]);
}
