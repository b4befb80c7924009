import { type Frame, FrameFlag } from "../frame/mod.ts";

/** A frame this much later than the one before is no pace: a camera was off, or a clock stepped. */
const longestPauseUs = 5e6;

/** Says when a recorded frame is due, so that it is seen at the pace at which it was captured. */
export class Pacing {
  readonly #rate: number;
  #lastUs: number | undefined;
  #dueMs = 0;

  /** @param rate 1 is the recorded pace, 2 twice as fast. */
  constructor(rate: number) {
    this.#rate = rate;
  }

  /**
   * When a frame is due. To be called once for each frame, in their order.
   * @param nowMs A monotonic clock.
   * @returns a time of that clock; one that has passed is now.
   */
  dueMs({ captureUs, flags }: Frame, nowMs: number): number {
    if (this.#lastUs === undefined) this.#dueMs = nowMs;
    const stepUs = captureUs - (this.#lastUs ?? captureUs);
    this.#lastUs = captureUs;
    const isSteady = stepUs >= 0 && stepUs <= longestPauseUs &&
      !(flags & FrameFlag.discontinuity);
    // Who was held up by its network does not hurry after: the pace goes on from there.
    this.#dueMs = Math.max(this.#dueMs + (isSteady ? stepUs / 1000 / this.#rate : 0), nowMs - 100);
    return this.#dueMs;
  }
}
