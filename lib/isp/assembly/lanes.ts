/** What eight lanes of 16 bits do at once. */

/** The largest sample. */
export const sampleLimit: i16 = 4095;

/** Multiplies samples by a factor in 1/4096, held at the limit. */
// @ts-ignore: decorator
@inline
export function scaled(samples: v128, factor: v128): v128 {
  return i16x8.min_u(i16x8.q15mulr_sat_s(i16x8.shl(samples, 3), factor), i16x8.splat(sampleLimit));
}

/** Holds signed values between 0 and the limit. */
// @ts-ignore: decorator
@inline
export function clamped(values: v128): v128 {
  return i16x8.min_s(i16x8.max_s(values, i16x8.splat(0)), i16x8.splat(sampleLimit));
}

/** `(more - less) / 8`, held between 0 and the limit; both unsigned. */
// @ts-ignore: decorator
@inline
export function eighth(more: v128, less: v128): v128 {
  const rounded = i16x8.add(more, i16x8.splat(4));
  return i16x8.min_u(i16x8.shr_u(i16x8.sub_sat_u(rounded, less), 3), i16x8.splat(sampleLimit));
}

/** The lanes one to the left: the last lane before, then the first seven of here. */
// @ts-ignore: decorator
@inline
export function leftOf(before: v128, here: v128): v128 {
  return i16x8.shuffle(before, here, 7, 8, 9, 10, 11, 12, 13, 14);
}

/** The lanes one to the right: the last seven of here, then the first behind. */
// @ts-ignore: decorator
@inline
export function rightOf(here: v128, behind: v128): v128 {
  return i16x8.shuffle(here, behind, 1, 2, 3, 4, 5, 6, 7, 8);
}

/** The part of a difference that is taken for noise. */
// @ts-ignore: decorator
@inline
export function noiseOf(difference: v128, edge: v128, slope: v128): v128 {
  const weight = i16x8.mul(i16x8.sub_sat_u(edge, i16x8.abs(difference)), slope);
  return i16x8.q15mulr_sat_s(difference, weight);
}
