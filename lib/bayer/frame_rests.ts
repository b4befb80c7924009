/** Of so many frames the longest rest is remembered. */
const rememberedFrames = 9;
/** Shorter ones tell nothing: a busy machine makes such by itself, anywhere. */
const leastRestUs = 10_000;
/** As long as it is not known how the source rests, a rest inside a frame must be this long to mean anything. */
const unknownRestUs = 1_000_000;
/** More rests inside one frame are not looked at. */
const mostRests = 16;

/** A rest inside a frame: after how many bytes, and how long. */
interface Rest {
  readonly atBytes: number;
  readonly restUs: number;
}

/**
 * Tells where a frame was cut short. RAW frames have no marks: whoever writes half of one and then the next makes all
 * that follow begin in the wrong place. But sources rest between frames. Where one has rested inside a frame as it
 * does once in each, and then not where the frame should have ended, the rest was the end.
 */
export class FrameRests {
  #lastUs: number | undefined;
  /** The longest rest of each of the last frames, before or inside it. */
  readonly #longest: number[] = [];
  #inside: Rest[] = [];
  #beforeUs: number | undefined;

  /** How long the source has rested before this read, in microseconds; nothing for its first. */
  restBefore(nowUs: number): number | undefined {
    const restUs = this.#lastUs === undefined ? undefined : nowUs - this.#lastUs;
    this.#lastUs = nowUs;
    return restUs;
  }

  /** It rested before a frame's first byte. */
  before(restUs: number): void {
    this.#beforeUs = restUs;
  }

  /** It rested after so many bytes of a frame. */
  inside(atBytes: number, restUs: number): void {
    if (restUs < leastRestUs || this.#inside.length === mostRests) return;
    this.#inside.push({ atBytes, restUs });
  }

  /**
   * Where the frame may have been cut short.
   * @returns nothing where no rest says so; then a frame that has all its bytes is whole.
   */
  get suspectedCut(): Rest | undefined {
    const meaningfulUs = this.#meaningfulUs;
    return this.#inside.find(({ restUs }) => restUs >= meaningfulUs);
  }

  /** The frame was whole. */
  commit(): void {
    const insideUs = this.#inside.map(({ restUs }) => restUs);
    if (this.#beforeUs !== undefined) {
      this.#longest.push(Math.max(this.#beforeUs, ...insideUs));
      if (this.#longest.length > rememberedFrames) this.#longest.shift();
    }
    this.#inside = [];
  }

  /** So many bytes are dropped; what is behind them begins a frame. */
  drop(bytes: number): void {
    this.#inside = this.#inside
      .map(({ atBytes, restUs }) => ({ atBytes: atBytes - bytes, restUs }))
      .filter(({ atBytes }) => atBytes > 0);
  }

  get #meaningfulUs(): number {
    if (this.#longest.length === 0) return unknownRestUs;
    const usualUs = this.#longest.toSorted((a, b) => a - b)[this.#longest.length >> 1]!;
    return usualUs < leastRestUs ? Infinity : Math.max(leastRestUs, usualUs / 2);
  }
}
