/** A histogram at one moment. */
export interface HistogramSnapshot {
  /** Upper ends of the buckets, rising, the last one (infinity) left out. */
  readonly bounds: readonly number[];
  /** How many values fell into each bucket; one more than `bounds`: the last is above them all. */
  readonly counts: readonly number[];
  /** Sum of all values. */
  readonly sum: number;
  /** Number of values. */
  readonly count: number;
}

/** Bucket ends for latencies in seconds: 0.5 ms to 10 s. */
export const latencyBoundsSeconds: readonly number[] = [
  0.0005,
  0.001,
  0.002,
  0.003,
  0.005,
  0.01,
  0.02,
  0.05,
  0.1,
  0.2,
  0.5,
  1,
  2,
  5,
  10,
];

/** Counts values in fixed buckets: constant memory, and no allocation per value. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;
  #count = 0;
  #max = -Infinity;

  /**
   * Makes an empty one.
   *
   * @param bounds Upper ends of the buckets, rising; a value equal to an end belongs below it.
   * @throws {RangeError} Where they do not rise.
   */
  constructor(bounds: readonly number[]) {
    const rising = bounds.every((bound, i) => i === 0 || bound > (bounds[i - 1] ?? bound));
    if (!rising) throw new RangeError(`Histogram bounds must rise, are ${bounds.join(", ")}`);
    this.#bounds = [...bounds];
    this.#counts = new Float64Array(bounds.length + 1);
  }

  /** Counts a value. `NaN` is no measurement and is left out. */
  observe(value: number): void {
    if (Number.isNaN(value)) return;
    let bucket = 0;
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? Infinity)) bucket++;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += value;
    this.#count++;
    if (value > this.#max) this.#max = value;
  }

  /** What it holds now, as a copy. */
  snapshot(): HistogramSnapshot {
    return {
      bounds: this.#bounds,
      counts: [...this.#counts],
      sum: this.#sum,
      count: this.#count,
    };
  }

  /**
   * Estimates a quantile: exact to its bucket, linear inside it, never above the largest value.
   *
   * @param q 0 to 1; 0.5 is the median.
   * @returns The estimate in the values' unit; `undefined` before the first value.
   */
  quantile(q: number): number | undefined {
    if (this.#count === 0) return undefined;
    const rank = Math.min(1, Math.max(0, q)) * this.#count;
    let below = 0;
    for (const [bucket, inBucket] of this.#counts.entries()) {
      if (inBucket > 0 && below + inBucket >= rank) {
        return this.#within(bucket, (rank - below) / inBucket);
      }
      below += inBucket;
    }
    return this.#max;
  }

  #within(bucket: number, share: number): number {
    const upper = Math.min(this.#bounds[bucket] ?? this.#max, this.#max);
    const lower = Math.min(this.#bounds[bucket - 1] ?? 0, upper);
    return lower + (upper - lower) * share;
  }
}
