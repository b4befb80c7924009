import { list, members, number, oneOf, orOff, refusal } from "./profile_members.ts";
import type { Gains } from "./shape.ts";

/** How white is found. */
export interface WhiteBalanceProfile {
  /** `auto`: measured on the frames; `fixed`: `gains` are applied as they are; `off`: nothing is applied. */
  readonly mode: "auto" | "fixed" | "off";
  /** What `fixed` applies, and where `auto` begins on frames that tell nothing; 0.125 to 8 each. */
  readonly gains: Gains;
  /** Least and greatest gain that `auto` applies; 0.125 to 8. */
  readonly limits: { readonly min: number; readonly max: number };
  /** Share of the gains so far in the next ones, 0 (each frame for itself) to 0.99. */
  readonly smoothing: number;
}

/** How noise is removed, after gamma. */
export interface DenoiseProfile {
  /** Difference of luma to a neighbour, on the scale 0 to 4095, from which it counts as an edge; 0 to 1023. */
  readonly luma: number;
  /** The same of the colour differences, at half resolution; 0 to 1023. */
  readonly chroma: number;
}

/** How edges are raised, after gamma. */
export interface SharpenProfile {
  /** Part of the difference between luma and its neighbourhood that is added to it; 0 to 4. */
  readonly amount: number;
  /** Differences up to this one, on the scale 0 to 4095, are taken for noise; 0 to 1023. */
  readonly coring: number;
}

/**
 * How RAW frames become pictures: one member a stage, in the order in which they are applied. A profile's JSON file
 * has the same members, each of which may be left out.
 */
export interface IspProfile {
  /** What the sensor gives in the dark, on the scale 0 to 4095 whatever its bit depth; 0 to 2047. */
  readonly blackLevel: number;
  /** Gains of red and blue, applied to the mosaic. */
  readonly whiteBalance: WhiteBalanceProfile;
  /** `fast`: Malvar, He, Cutler 2004; `best`: Menon, Andriani, Calvagno 2007. */
  readonly demosaic: "fast" | "best";
  /** From the sensor's colours to linear sRGB: three rows of three factors, -4 to 4 each. */
  readonly colourMatrix: readonly number[] | "off";
  /** `srgb`: the curve of IEC 61966-2-1; `off`: the picture stays linear. */
  readonly gamma: "srgb" | "off";
  /** Averages over neighbours that differ little. */
  readonly denoise: DenoiseProfile | "off";
  /** Unsharp mask of luma. */
  readonly sharpen: SharpenProfile | "off";
}

const whiteBalance: WhiteBalanceProfile = {
  mode: "auto",
  gains: { red: 1, blue: 1 },
  limits: { min: 0.5, max: 4 },
  smoothing: 0.8,
};
const denoise: DenoiseProfile = { luma: 128, chroma: 384 };
const sharpen: SharpenProfile = { amount: 0.1, coring: 256 };

/**
 * What is done where nobody says otherwise. Denoise and sharpen were set so that a picture without noise does not
 * lose by them, and one with noise gains: `deno task bench isp-quality`.
 */
export const defaultProfile: IspProfile = {
  blackLevel: 0,
  whiteBalance,
  demosaic: "fast",
  colourMatrix: "off",
  gamma: "srgb",
  denoise,
  sharpen,
};

/**
 * Reads a profile.
 *
 * @param value What JSON.parse made of the file. Members that are left out have the default's values, at every depth.
 * @returns The profile, complete; shares nothing with `value`.
 * @throws {TypeError} Where a member is unknown or its value is not allowed: the message names the member, the value
 * and what is allowed.
 * @example
 * ```ts
 * import { parseProfile } from "./mod.ts";
 *
 * const profile = parseProfile({
 *   blackLevel: 256,
 *   whiteBalance: { mode: "fixed", gains: { red: 1.9, blue: 1.6 } },
 *   colourMatrix: [1.6, -0.4, -0.2, -0.3, 1.5, -0.2, 0, -0.6, 1.6],
 *   sharpen: "off",
 * });
 * console.log(profile.demosaic); // fast
 * ```
 */
export function parseProfile(value: unknown): IspProfile {
  const profile = readProfile(value, "");
  const { min, max } = profile.whiteBalance.limits;
  if (min > max) {
    throw refusal("whiteBalance.limits", { min, max }, "two gains of which min is not above max");
  }
  return profile;
}

const gain = number(0.125, 8);
const difference = number(0, 1023);

const readProfile = members<IspProfile>({
  blackLevel: number(0, 2047),
  whiteBalance: members<WhiteBalanceProfile>({
    mode: oneOf("auto", "fixed", "off"),
    gains: members({ red: gain, blue: gain }, whiteBalance.gains),
    limits: members({ min: gain, max: gain }, whiteBalance.limits),
    smoothing: number(0, 0.99),
  }, whiteBalance),
  demosaic: oneOf("fast", "best"),
  colourMatrix: orOff(list(9, number(-4, 4))),
  gamma: oneOf("srgb", "off"),
  denoise: orOff(members({ luma: difference, chroma: difference }, denoise)),
  sharpen: orOff(members({ amount: number(0, 4), coring: difference }, sharpen)),
}, defaultProfile);
