import type { Gap } from "../frame/mod.ts";

/**
 * Frames that are lost for good, and why: what GAP says, or `cut`, where a bare stream was cut and
 * nobody knows how many there were. Both numbers are there, or none: with `epoch` and `cut` it
 * is not known how many were lost.
 */
export interface Hole {
  /** First lost sequence. */
  readonly first?: number;
  /** Last lost sequence. */
  readonly last?: number;
  /**
   * `overrun` left the ring, `skipped` by the live policy, `epoch` numbering restarted, `cut` a bare
   * stream was interrupted.
   */
  readonly reason: Gap["reason"] | "cut";
}

/** How many frames a hole has, so far as that is known. */
export function lostFrames({ first, last }: Hole): number {
  return first === undefined || last === undefined ? 0 : last - first + 1;
}

/** A hole as outputs are told of it. */
export function asGap({ first, last, reason }: Hole): Gap {
  return {
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    reason: reason === "cut" ? "overrun" : reason,
  };
}

/** No longer list is kept: a stream that skips all day must not fill the memory. */
const keptHoles = 1000;

/** The holes of a stream in their order, neighbours joined; bounded. */
export class HoleList {
  readonly #holes: Hole[] = [];
  #count = 0;
  #lostFrames = 0;

  /** Adds a hole. */
  add(hole: Hole): void {
    this.#lostFrames += lostFrames(hole);
    const before = this.#holes.at(-1);
    if (before?.last !== undefined && before.last + 1 === hole.first) {
      const { last = before.last } = hole;
      if (before.reason === hole.reason) return void this.#holes.splice(-1, 1, { ...before, last });
    }
    this.#count++;
    if (this.#holes.length < keptHoles) this.#holes.push(hole);
  }

  /** The first 1000 of them. */
  get holes(): readonly Hole[] {
    return this.#holes;
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** Frames in all of them, so far as that is known. */
  get lostFrames(): number {
    return this.#lostFrames;
  }
}
