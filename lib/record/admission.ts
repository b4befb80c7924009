import { type Frame, FrameFlag, type Gap } from "../frame/mod.ts";

/** What an output does with a frame: take it, join it to the one before, or leave it out. */
export type Admittance = "take" | "join" | "drop";

/**
 * Lets frames in from a key frame on, and again from a key frame on after a hole. A continuation
 * belongs to the frame that was let in last, or nowhere.
 */
export class Admission {
  #isOpen = false;
  #last = -1;
  #dropped = 0;
  #lost = 0;

  /** Frames that were not let in. */
  get droppedFrames(): number {
    return this.#dropped;
  }

  /** Frames that were told to be lost. */
  get lostFrames(): number {
    return this.#lost;
  }

  /** Tells what to do with the next frame. */
  admit({ flags, sequence }: Frame): Admittance {
    const isContinuation = (flags & FrameFlag.continuation) !== 0;
    const follows = sequence === this.#last + 1;
    if (!isContinuation && (flags & FrameFlag.key) !== 0) this.#isOpen = true;
    if (!this.#isOpen || (isContinuation && !follows)) {
      this.#dropped++;
      return "drop";
    }
    this.#last = sequence;
    return isContinuation ? "join" : "take";
  }

  /** Closes until the next key frame. */
  shut(): void {
    this.#isOpen = false;
    this.#last = -1;
  }

  /**
   * Counts a hole.
   *
   * @returns How many frames are missing in it, where that is known; else 0.
   */
  gap(gap: Gap): number {
    const count = gapLength(gap);
    this.#lost += count;
    this.shut();
    return count;
  }
}

/** How many frames a hole is long; 0 where it does not tell. */
function gapLength({ first, last }: Gap): number {
  return first === undefined || last === undefined ? 0 : Math.max(0, last - first + 1);
}
