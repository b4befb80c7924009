/** Rests between frames that are remembered. */
const rememberedRests = 9;
/** Shorter ones tell nothing: a busy machine makes such by itself, anywhere. */
const leastRestUs = 10_000;
/** As long as no rest between frames is known, one inside a frame must be this long to mean anything. */
const unknownRestUs = 1_000_000;

/**
 * Tells where a frame was cut short. RAW frames have no marks: whoever writes half of one and then the next makes all
 * that follow begin in the wrong place. But sources rest between frames. Where one has rested inside a frame, and then
 * not where the frame should have ended, the rest was the end.
 */
export class FrameRests {
  #lastUs: number | undefined;
  readonly #between: number[] = [];
  #inside: { readonly atBytes: number; readonly restUs: number } | undefined;

  /** How long the source has rested before this read, in microseconds; nothing for its first. */
  restBefore(nowUs: number): number | undefined {
    const restUs = this.#lastUs === undefined ? undefined : nowUs - this.#lastUs;
    this.#lastUs = nowUs;
    return restUs;
  }

  /** It rested where a frame ends. */
  between(restUs: number): void {
    this.#between.push(restUs);
    if (this.#between.length > rememberedRests) this.#between.shift();
  }

  /** It rested after so many bytes of a frame. */
  inside(atBytes: number, restUs: number): void {
    if (restUs > (this.#inside?.restUs ?? 0)) this.#inside = { atBytes, restUs };
  }

  /** After how many bytes the frame may have been cut short; nothing where no rest says so. */
  get suspectedCut(): number | undefined {
    if (this.#inside === undefined) return undefined;
    const { atBytes, restUs } = this.#inside;
    return restUs >= this.#meaningfulUs ? atBytes : undefined;
  }

  /** Whether the rest inside was the end, given how long the source rested where the frame should have ended. */
  isCut(restUs: number): boolean {
    return this.#inside !== undefined && restUs < this.#inside.restUs / 2;
  }

  /** Another frame begins. */
  begin(): void {
    this.#inside = undefined;
  }

  get #meaningfulUs(): number {
    if (this.#between.length === 0) return unknownRestUs;
    const usualUs = this.#between.toSorted((a, b) => a - b)[this.#between.length >> 1]!;
    return usualUs < leastRestUs ? Infinity : Math.max(leastRestUs, usualUs / 2);
  }
}
