import { type Timing, wait } from "../observe/mod.ts";

/** A timer fires this much later than asked, whatever it was asked (measured: 2 after 3.1, 5 after 6.2). */
const timerLateMs = 1.1;
/** Later than this many frames, the time is given up instead of made up for by a burst. */
const mostLateFrames = 3;

/**
 * Lets frames pass at a rate without drift: frame n is due at start + n / framerate, whatever each one
 * took. It may pass up to one millisecond early, because timers count whole milliseconds.
 */
export class Pacer {
  readonly #intervalMs: number;
  readonly #timing: Timing;
  #startMs: number | undefined;
  #frame = 0;
  #skipped = 0;

  /** @param framerate frames per second. */
  constructor(framerate: number, timing: Timing) {
    this.#intervalMs = 1000 / framerate;
    this.#timing = timing;
  }

  /** How many frame times were given up. */
  get skipped(): number {
    return this.#skipped;
  }

  /**
   * Waits until the next frame is due; the first one is at once.
   * @returns `false` when the signal ended the wait.
   */
  async next(signal: AbortSignal): Promise<boolean> {
    const nowMs = this.#timing.nowMs();
    this.#startMs ??= nowMs;
    const lateMs = nowMs - (this.#startMs + this.#frame * this.#intervalMs);
    if (lateMs > mostLateFrames * this.#intervalMs) this.#giveUp(lateMs);
    const delayMs = this.#startMs + this.#frame * this.#intervalMs - nowMs - timerLateMs;
    this.#frame++;
    if (delayMs <= 0) return !signal.aborted;
    return await wait(this.#timing, delayMs, signal);
  }

  #giveUp(lateMs: number): void {
    const frames = Math.floor(lateMs / this.#intervalMs);
    this.#frame += frames;
    this.#skipped += frames;
  }
}
