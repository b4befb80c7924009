import type { Frame } from "../frame/mod.ts";
import { stepBetween, ticksOf } from "../mp4/mod.ts";

/**
 * The time line of what one client sees: the capture times, in ticks from the first frame. A step of
 * the sender's clock is bridged.
 */
export class MediaClock {
  #before: Frame | undefined;
  #lostFrames = 0;
  #passedUs = 0;
  #ticks = 0;

  /** Notes frames that never come, in front of the next. */
  lose(frames: number): void {
    this.#lostFrames += frames;
  }

  /** When the next frame is decoded, in ticks; the first is at 0, each later than the one before. */
  next(frame: Frame, framerate: number | undefined): number {
    if (this.#before !== undefined) {
      const context = { framerate, lostFrames: this.#lostFrames };
      this.#passedUs += stepBetween(this.#before, frame, context).durationUs;
      this.#ticks = Math.max(this.#ticks + 1, ticksOf(this.#passedUs));
    }
    this.#before = frame;
    this.#lostFrames = 0;
    return this.#ticks;
  }
}
