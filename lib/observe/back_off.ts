/** How long to wait before the next try. */
export interface BackOffOptions {
  /** The first wait, in milliseconds. */
  readonly firstMs: number;
  /** No wait is longer. */
  readonly longestMs: number;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

/**
 * Waits that double, each shortened by chance by up to a quarter, so that several cameras that lost
 * power together do not all come back in the same moment.
 */
export class BackOff {
  readonly #options: BackOffOptions;
  #tries = 0;

  /** Starts with the first wait. */
  constructor(options: BackOffOptions) {
    this.#options = options;
  }

  /** The next wait in milliseconds. */
  next(): number {
    const { firstMs, longestMs, random } = this.#options;
    const fullMs = Math.min(longestMs, firstMs * 2 ** this.#tries);
    if (fullMs < longestMs) this.#tries++;
    return Math.round(fullMs * (1 - 0.25 * random()));
  }

  /** Starts over with the first wait. */
  reset(): void {
    this.#tries = 0;
  }
}
