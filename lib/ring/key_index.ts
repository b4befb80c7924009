/** A key frame's place in the ring. */
export interface KeyPlace {
  readonly sequence: number;
  readonly offset: number;
  readonly captureUs: number;
}

const maxEntries = 2048;

/**
 * Where key frames are, oldest first, so that a start in the past needs no walk from the oldest
 * record. Of fixed size: key frames closer than a 2048th of the ring to the last noted one are
 * left out, and found by walking from it.
 */
export class KeyIndex {
  readonly #spacing: number;
  readonly #capacity: number;
  #entries: KeyPlace[] = [];

  /** @param capacity Bytes of the ring behind its header. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#spacing = capacity / maxEntries;
  }

  /** Notes a key frame; they come in order, each after `dropBefore` of what it overwrote. */
  add({ sequence, offset, captureUs }: KeyPlace): void {
    const last = this.#entries.at(-1);
    if (last !== undefined && this.#distance(last.offset, offset) < this.#spacing) return;
    this.#entries.push({ sequence, offset, captureUs });
  }

  /** Forgets what lies before `sequence`. */
  dropBefore(sequence: number): void {
    const kept = this.#entries.findIndex((entry) => entry.sequence >= sequence);
    if (kept === 0) return;
    this.#entries = kept < 0 ? [] : this.#entries.slice(kept);
  }

  /** The newest noted key frame at or before `sequence`. */
  atOrBefore(sequence: number): KeyPlace | undefined {
    return this.#entries.findLast((entry) => entry.sequence <= sequence);
  }

  /** The oldest noted key frame after `sequence`. */
  after(sequence: number): KeyPlace | undefined {
    return this.#entries.find((entry) => entry.sequence > sequence);
  }

  /**
   * The newest noted key frame that came at least `agoUs` before `newestUs`. Where the clock was
   * set back the time between two key frames counts as none.
   * @returns with `targetUs`: the time that was asked for, by the clock of that key frame.
   */
  ago(newestUs: number, agoUs: number): KeyPlace & { targetUs: number } | undefined {
    let elapsedUs = 0;
    let laterUs = newestUs;
    for (let index = this.#entries.length - 1; index >= 0; index--) {
      const entry = this.#entries[index];
      if (entry === undefined) break;
      elapsedUs += Math.max(0, laterUs - entry.captureUs);
      laterUs = entry.captureUs;
      if (elapsedUs >= agoUs) return { ...entry, targetUs: laterUs + elapsedUs - agoUs };
    }
    return undefined;
  }

  #distance(from: number, to: number): number {
    return to >= from ? to - from : to + this.#capacity - from;
  }
}
