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

  /** Notes a key frame; they come in order. */
  add(place: KeyPlace): void {
    const last = this.#entries.at(-1);
    if (last !== undefined && this.#distance(last.offset, place.offset) < this.#spacing) return;
    this.#entries.push(place);
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

  /** The newest noted key frame captured at or before `captureUs`. */
  capturedBy(captureUs: number): KeyPlace | undefined {
    return this.#entries.findLast((entry) => entry.captureUs <= captureUs);
  }

  #distance(from: number, to: number): number {
    return to >= from ? to - from : to + this.#capacity - from;
  }
}
