/** The ring as a plain array that never forgets, and a reader of it: what the real ones must do. @module */
import type { Policy } from "../../../lib/frame/mod.ts";
import type { RingView } from "../../../lib/ring/mod.ts";

/** A frame from its first byte on. */
export interface Attempt {
  bytes: number[];
  state: "open" | "committed" | "abandoned";
  isKey: boolean;
  captureUs: number;
}

/** All frames that were ever taken, by number, and the open one. */
export class ArrayModel {
  readonly frames: Attempt[] = [];
  open: Attempt | undefined;
  awaitsKey = false;
  readonly #maxRecordBytes: number;
  #isTooLarge = false;

  /** @param maxRecordBytes A quarter of the ring. */
  constructor(maxRecordBytes: number) {
    this.#maxRecordBytes = maxRecordBytes;
  }

  append(bytes: Uint8Array): void {
    this.open ??= { bytes: [], state: "open", isKey: false, captureUs: 0 };
    const length = this.open.bytes.length + bytes.length;
    this.#isTooLarge ||= 64 + length > this.#maxRecordBytes;
    if (!this.#isTooLarge) this.open.bytes.push(...bytes);
  }

  commit(end: { isKey: boolean; captureUs: number; metadataBytes: number }): void {
    const frame = this.open;
    if (frame === undefined) return;
    const { isKey } = end;
    const recordBytes = Math.ceil((64 + end.metadataBytes + frame.bytes.length) / 8) * 8;
    const isDropped = this.awaitsKey && !isKey;
    if (this.#isTooLarge || (!isDropped && recordBytes > this.#maxRecordBytes)) {
      this.awaitsKey = true;
    } else if (!isDropped) {
      this.awaitsKey = false;
      this.frames.push(Object.assign(frame, { isKey, captureUs: end.captureUs }));
      frame.state = "committed";
    }
    this.abandon();
  }

  abandon(): void {
    if (this.open?.state === "open") this.open.state = "abandoned";
    this.open = undefined;
    this.#isTooLarge = false;
  }

  /** The first key frame at or after `sequence` that a ring with these bounds holds. */
  keyFrom(sequence: number, ring: RingView): number | undefined {
    const first = Math.max(sequence, ring.oldest);
    const index = this.frames.findIndex((frame, number) => number >= first && frame.isKey);
    return index < 0 ? undefined : index;
  }

  /** The newest key frame held that was captured at or before `captureUs`, else the oldest. */
  keyBy(captureUs: number, ring: RingView): number | undefined {
    const isIt = (frame: Attempt, number: number): boolean =>
      number >= ring.oldest && frame.isKey && frame.captureUs <= captureUs;
    const index = this.frames.findLastIndex(isIt);
    return index < 0 ? this.keyFrom(0, ring) : index;
  }
}

/** What a reader gets: a frame's number, a gap in words, bytes, or nothing. */
export type Taken = number | string | readonly number[] | undefined;

/** Reads the array as a cursor reads the ring; only the ring's `oldest` is taken from the real one. */
export class ModelReader {
  readonly #model: ArrayModel;
  readonly #ring: RingView;
  readonly #policy: Policy;
  readonly #lagLimitUs: number;
  #next: number;
  #waitsForKey: boolean;
  #reachedHead = false;
  #current: Attempt | undefined;
  #offset = 0;

  constructor(
    parts: {
      model: ArrayModel;
      ring: RingView;
      start: number | undefined;
      policy: Policy;
      lagLimitUs: number;
    },
  ) {
    this.#model = parts.model;
    this.#ring = parts.ring;
    this.#policy = parts.policy;
    this.#lagLimitUs = parts.lagLimitUs;
    this.#next = parts.start ?? parts.model.frames.length;
    this.#waitsForKey = parts.start === undefined;
  }

  takeFrame(): Taken {
    const lost = this.#settle();
    if (lost !== undefined || this.#isStuck()) return lost;
    if (this.#next < this.#model.frames.length) return this.#next++;
    this.#reachedHead = true;
    return undefined;
  }

  takeBytes(): Taken {
    for (;;) {
      if (this.#current !== undefined) {
        const { state, bytes } = this.#current;
        const part = state === "abandoned" ? [] : bytes.slice(this.#offset);
        this.#offset = bytes.length;
        if (state !== "open") this.#current = undefined;
        if (state === "committed") this.#next++;
        if (part.length > 0) return part;
        if (state === "open") return undefined;
      }
      while (this.#settle() !== undefined);
      if (this.#isStuck()) return undefined;
      const isHead = this.#next === this.#model.frames.length;
      if (isHead) this.#reachedHead = true;
      const open = this.#model.awaitsKey ? undefined : this.#model.open;
      this.#current = isHead ? open : this.#model.frames[this.#next];
      this.#offset = 0;
      if (this.#current === undefined) return undefined;
    }
  }

  #settle(): string | undefined {
    const first = this.#next;
    if (this.#waitsForKey || first < this.#ring.oldest) {
      const key = this.#model.keyFrom(first, this.#ring);
      if (key === undefined) return undefined;
      this.#next = key;
      const isStart = this.#waitsForKey;
      this.#waitsForKey = false;
      return isStart ? undefined : `overrun ${first}-${key - 1}`;
    }
    if (this.#policy === "gapless" || !this.#reachedHead) return undefined;
    const { frames } = this.#model;
    const key = frames.findLastIndex((frame) => frame.isKey);
    const frame = frames[first];
    const newest = frames.at(-1);
    if (key <= first || frame === undefined || newest === undefined) return undefined;
    if (Math.abs(newest.captureUs - frame.captureUs) <= this.#lagLimitUs) return undefined;
    this.#next = key;
    return `skipped ${first}-${key - 1}`;
  }

  #isStuck(): boolean {
    return this.#waitsForKey || this.#next < this.#ring.oldest;
  }
}
