/** What a macroblock of the current picture was coded as, where it is no vector. */
const INTRA = -32768;

/** The vector of a neighbour that is outside of the picture. */
const OUTSIDE = -32767;

/**
 * The vectors of the picture at hand, and what the standard predicts from them. All vectors are
 * horizontal, whole macroblocks', into the one reference picture.
 * Spec: ITU-T H.264 (08/2021) 8.4.1.
 */
export class MotionField {
  readonly #vectors: Int16Array;
  readonly #mbWidth: number;

  /** @param size In macroblocks */
  constructor(size: { mbWidth: number; mbHeight: number }) {
    this.#mbWidth = size.mbWidth;
    this.#vectors = new Int16Array(size.mbWidth * size.mbHeight);
  }

  /** Notes a macroblock's vector in quarter samples. */
  setVector(mb: number, vector: number): void {
    this.#vectors[mb] = vector;
  }

  /** Notes that a macroblock was coded without a vector. */
  setIntra(mb: number): void {
    this.#vectors[mb] = INTRA;
  }

  /** The vector that P_Skip stands for at this place. Spec: 8.4.1.1. */
  skipVector(mb: number): number {
    const mbX = mb % this.#mbWidth;
    if (mbX === 0 || mb < this.#mbWidth) return 0;
    if (this.#vectors[mb - 1] === 0 || this.#vectors[mb - this.#mbWidth] === 0) return 0;
    return this.predictVector(mb);
  }

  /** The vector from which `mvd_l0` counts. Spec: 8.4.1.3. */
  predictVector(mb: number): number {
    const width = this.#mbWidth;
    const mbX = mb % width;
    const hasAbove = mb >= width;
    const a = mbX > 0 ? this.#vectors[mb - 1]! : OUTSIDE;
    if (!hasAbove) return a <= OUTSIDE ? 0 : a;
    const b = this.#vectors[mb - width]!;
    let c = OUTSIDE;
    if (mbX < width - 1) c = this.#vectors[mb - width + 1]!;
    else if (mbX > 0) c = this.#vectors[mb - width - 1]!;
    return medianOfNeighbours(a, b, c);
  }
}

/** A single neighbour with a vector decides alone, else the median, in which others count as 0. */
function medianOfNeighbours(a: number, b: number, c: number): number {
  const vectorA = a <= OUTSIDE ? 0 : a;
  const vectorB = b <= OUTSIDE ? 0 : b;
  const vectorC = c <= OUTSIDE ? 0 : c;
  const count = (a > OUTSIDE ? 1 : 0) + (b > OUTSIDE ? 1 : 0) + (c > OUTSIDE ? 1 : 0);
  if (count === 1) return vectorA + vectorB + vectorC;
  return Math.max(
    Math.min(vectorA, vectorB),
    Math.min(Math.max(vectorA, vectorB), vectorC),
  );
}
