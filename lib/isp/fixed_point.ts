/** The arithmetic that the reference and the SIMD lanes share: 16 bits a lane. @module */
import { sampleLimit } from "./shape.ts";

/**
 * The rounded product of two Q15 numbers, as one SIMD instruction gives it: `(a * b + 2^14) >> 15`.
 *
 * @param a -32768 to 32767
 * @param b -32767 to 32767
 * @returns 16 bits, signed
 */
export function multiplyQ15(a: number, b: number): number {
  return (a * b + 16384) >> 15;
}

/**
 * Multiplies a sample by a factor in 1/4096, rounded and held at the limit.
 *
 * @param sample 0 to 4095
 * @param factor 0 to 32767, of {@link factorOf}
 * @returns 0 to 4095
 */
export function scaleSample(sample: number, factor: number): number {
  return Math.min(sampleLimit, multiplyQ15(sample << 3, factor));
}

/**
 * A factor as {@link scaleSample} takes it: in 1/4096, below 8.
 *
 * @param value What to multiply by
 * @returns 1 to 32767
 */
export function factorOf(value: number): number {
  return Math.max(1, Math.min(32767, Math.round(value * 4096)));
}

/** Holds a value between 0 and the limit of a sample. @returns 0 to 4095 */
export function clampSample(value: number): number {
  return value < 0 ? 0 : value > sampleLimit ? sampleLimit : value;
}
