/** Of so many frames the longest rest is remembered. */
const rememberedFrames = 9;
/** Shorter ones tell nothing: a busy machine makes such by itself, anywhere. */
const leastRestUs = 10_000;
/** As long as it is not known how the source rests, a rest inside a frame must be this long to mean anything. */
const unknownRestUs = 1_000_000;
/** So long a rest is no accident of a busy machine. */
const sureRestUs = 500_000;
/** What a pipe holds: whoever reads all of that mostly waits for the rest of a frame, not for the next. */
const pipeBytes = 65_536;
/** More rests inside one frame are not looked at. */
const mostRests = 16;

/** A rest inside a frame: after how many bytes, and how long. */
export interface Rest {
  /** Where. */
  readonly atBytes: number;
  /** How long, in microseconds. */
  readonly restUs: number;
}

/**
 * Tells where a frame was cut short. RAW frames have no marks: whoever writes half of one and then the next makes all
 * that follow begin in the wrong place. But sources rest between frames. Where one has rested inside a frame as it
 * does once in each, and then not where the frame should have ended, the rest may have been the end. If it was long,
 * it was; else, because a busy machine makes short ones, the source must rest again just where the frame behind ends.
 */
export class FrameRests {
  #last: { readonly nowUs: number; readonly sizeBytes: number } | undefined;
  /** The longest rest of each of the last frames, before or inside it. */
  readonly #longest: number[] = [];
  #inside: Rest[] = [];
  #beforeUs: number | undefined;

  /**
   * How long the source has rested before a read, in microseconds; nothing for its first. Where the read before was
   * all that a pipe holds, only a long rest counts: the source had more to write.
   */
  restBefore(nowUs: number, sizeBytes: number): number | undefined {
    const last = this.#last;
    this.#last = { nowUs, sizeBytes };
    if (last === undefined) return undefined;
    const restUs = nowUs - last.nowUs;
    return last.sizeBytes % pipeBytes === 0 && restUs < sureRestUs ? 0 : restUs;
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

  /** Whether it rested long enough to have come to the end of a frame. */
  isMeaningful(restUs: number): boolean {
    return restUs >= this.#meaningfulUs;
  }

  /** Whether such a rest needs no proof. */
  isSure({ restUs }: Rest): boolean {
    return restUs >= sureRestUs;
  }

  /** The first frame was whole, and had so many bytes. */
  commit(sizeBytes: number): void {
    const insideUs = this.#inside
      .filter(({ atBytes }) => atBytes < sizeBytes)
      .map(({ restUs }) => restUs);
    if (this.#beforeUs !== undefined) {
      this.#longest.push(Math.max(this.#beforeUs, ...insideUs));
      if (this.#longest.length > rememberedFrames) this.#longest.shift();
    }
    this.#beforeUs = this.#inside.find(({ atBytes }) => atBytes === sizeBytes)?.restUs ?? 0;
    this.drop(sizeBytes);
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
