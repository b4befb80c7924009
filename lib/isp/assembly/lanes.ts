/** What eight lanes of 16 bits do at once. */

/** The largest sample. */
export const sampleLimit: i16 = 4095;

/**
 * The rounded products of numbers in Q15. Two instructions do it, which differ for -32768 times -32768 alone, and no
 * second factor here is that; the relaxed one is a fifth of the other's work on x86, but not every browser has it.
 */
// @ts-ignore: decorator
@inline
export function productQ15(values: v128, factors: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i16x8.relaxed_q15mulr_s(values, factors);
  return i16x8.q15mulr_sat_s(values, factors);
}

/** The bytes of a vector by their places; a place of 255 is 0. */
// @ts-ignore: decorator
@inline
export function bytesAt(bytes: v128, places: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i8x16.relaxed_swizzle(bytes, places);
  return i8x16.swizzle(bytes, places);
}

/** Multiplies samples by a factor in 1/4096, held at the limit. */
// @ts-ignore: decorator
@inline
export function scaled(samples: v128, factor: v128): v128 {
  return i16x8.min_u(productQ15(i16x8.shl(samples, 3), factor), i16x8.splat(sampleLimit));
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
  return productQ15(difference, weight);
}

/**
 * The first lanes of eight vectors in one. Loads into lane 0 and these shuffles are faster than loads into each lane,
 * of which every one waits for the one before.
 */
// @ts-ignore: decorator
@inline
export function together(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, g: v128, h: v128): v128 {
  const low = i32x4.shuffle(zipLow(a, b), zipLow(c, d), 0, 4, 1, 5);
  const high = i32x4.shuffle(zipLow(e, f), zipLow(g, h), 0, 4, 1, 5);
  return i64x2.shuffle(low, high, 0, 2);
}

/** The first four lanes of each by turns. */
// @ts-ignore: decorator
@inline
export function zipLow(even: v128, odd: v128): v128 {
  return i16x8.shuffle(even, odd, 0, 8, 1, 9, 2, 10, 3, 11);
}

/** The last four lanes of each by turns. */
// @ts-ignore: decorator
@inline
export function zipHigh(even: v128, odd: v128): v128 {
  return i16x8.shuffle(even, odd, 4, 12, 5, 13, 6, 14, 7, 15);
}
