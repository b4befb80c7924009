import type { Frame, From, Gap, Policy, StreamInfo } from "../frame/mod.ts";
import { startingPoint } from "./cursor_start.ts";
import type { HeldFrames } from "./held_frames.ts";
import type { RecentFrame } from "./recent_frames.ts";
import type { PlacedRecord } from "./record_reader.ts";

/** How a cursor starts and what it does when it falls behind. */
export interface CursorOptions {
  /** Where to start; live by default. */
  readonly from?: From;
  /** By default `live` for a live start, else `gapless`. */
  readonly policy?: Policy;
  /** How far behind the newest frame a `live` reader may fall before it skips; 2 s by default. */
  readonly lagLimitUs?: number;
}

/** What a cursor has done so far. */
export interface CursorCounters {
  /** Frames taken whole. */
  frames: number;
  /** Times that it skipped to the newest key frame. */
  skips: number;
  /** Frames skipped by the live policy. */
  skippedFrames: number;
  /** Frames that had left the ring before they were taken. */
  lostFrames: number;
}

/**
 * One reader's place in the ring: a sequence and an offset into its bytes, nothing more. Use
 * either `takeBytes` or `takeFrame` on one cursor, not both. Nothing blocks: at the head they
 * return nothing, and `RingView.subscribe` tells when to ask again.
 */
export class Cursor {
  /** What it has done so far; its own, changed as it goes. */
  readonly counters: CursorCounters = { frames: 0, skips: 0, skippedFrames: 0, lostFrames: 0 };
  readonly #ring: HeldFrames;
  readonly #live: boolean;
  readonly #lagLimitUs: number;
  #epoch: string;
  /** The next frame to take. */
  #sequence: number;
  /** Bytes of it that were taken already. */
  #offset = 0;
  /** The frame in memory that bytes are being taken of. */
  #current: RecentFrame | undefined;
  /** Its record, where it was looked up. */
  #place: PlacedRecord | undefined;
  /** Where the next record should be, if the last one came out of the file. */
  #nextOffset: number | undefined;
  /** Set while a key frame at or after `from` is looked for: the reader goes on there. */
  #lost: { readonly from: number; readonly reason: "start" | "overrun" } | undefined;
  #reachedHead = false;
  #stream: StreamInfo | undefined;

  /**
   * @ignore Made by `RingView.cursor`.
   * @throws {RangeError} when `from` names a sequence of this epoch that does not exist yet.
   */
  constructor(ring: HeldFrames, options: CursorOptions = {}) {
    const from = options.from ?? { kind: "live" };
    this.#ring = ring;
    this.#live = (options.policy ?? (from.kind === "live" ? "live" : "gapless")) === "live";
    this.#lagLimitUs = options.lagLimitUs ?? 2_000_000;
    const start = startingPoint(ring, from);
    this.#epoch = start.epoch;
    this.#sequence = start.sequence;
    if (start.waitsForKey) this.#lose("start");
  }

  /** Whether it never skips what the ring still has. */
  get isGapless(): boolean {
    return !this.#live;
  }

  /** The next frame that it will take. */
  get sequence(): number {
    return this.#sequence;
  }

  /** The epoch of that number. */
  get epoch(): string {
    return this.#epoch;
  }

  /** Description of the frame that was taken last. */
  get stream(): StreamInfo | undefined {
    return this.#stream ?? this.#ring.stream;
  }

  /** How far the next frame is behind the newest one, in µs of capture time. */
  get lagUs(): number {
    if (this.#sequence >= this.#ring.head) return 0;
    // A frame that left the ring is at least as far behind as the oldest one that it holds.
    const captureUs = this.#captureUs() ?? this.#ring.finder.find(this.#ring.oldest)?.captureUs;
    return captureUs === undefined ? 0 : Math.max(0, this.#ring.newestCaptureUs - captureUs);
  }

  /**
   * The next bytes of the elementary stream, also of the frame that is still arriving. What was
   * lost is only counted: the bytes go on at a key frame.
   * @returns a view that stays good; nothing at the head.
   */
  takeBytes(): Uint8Array<ArrayBuffer> | undefined {
    for (;;) {
      const current = this.#current;
      if (current !== undefined) {
        const bytes = this.#takeOfCurrent(current);
        if (bytes !== undefined || current.state === "open") return bytes;
        continue;
      }
      while (this.#settle() !== undefined);
      if (this.#lost !== undefined) return undefined;
      const frame = this.#sequence === this.#ring.head
        ? this.#ring.open
        : this.#ring.recent.get(this.#sequence);
      if (frame === undefined) {
        if (this.#atHead()) return undefined;
        const read = this.#takeFromFile();
        if (read !== undefined && read.payload.length > 0) return read.payload;
        continue;
      }
      if (frame.state === "open") this.#reachedHead = true;
      this.#current = frame;
    }
  }

  /**
   * The next frame, or a gap in front of it; nothing at the head. After a gap the next frame is a
   * key frame, unless the reader asked for a later sequence itself.
   */
  takeFrame(): Frame | Gap | undefined {
    for (;;) {
      const gap = this.#settle();
      if (gap !== undefined) return gap;
      if (this.#lost !== undefined || this.#atHead()) return undefined;
      const recent = this.#ring.recent.get(this.#sequence);
      if (recent !== undefined) return this.#takeRecent(recent);
      const frame = this.#takeFromFile();
      if (frame !== undefined) return frame;
    }
  }

  /** Brings the place in order before a frame is begun. @returns what was lost by that. */
  #settle(): Gap | undefined {
    if (this.#epoch !== this.#ring.epoch) return this.#enterEpoch();
    if (this.#lost === undefined && this.#sequence < this.#ring.oldest) this.#lose("overrun");
    if (this.#lost !== undefined) return this.#findKey(this.#lost);
    return this.#skip();
  }

  #enterEpoch(): Gap {
    const ring = this.#ring;
    this.#epoch = ring.epoch;
    this.#sequence = this.#live && ring.newestKey >= 0 ? ring.newestKey : ring.oldest;
    this.#reachedHead = false;
    this.#lose("start");
    return { reason: "epoch" };
  }

  #lose(reason: "start" | "overrun", from = this.#sequence): void {
    this.#lost = { from, reason };
    this.#goTo(this.#sequence);
  }

  #goTo(sequence: number): void {
    this.#sequence = sequence;
    this.#place = undefined;
    this.#nextOffset = undefined;
  }

  #findKey({ from, reason }: { from: number; reason: "start" | "overrun" }): Gap | undefined {
    const key = this.#ring.finder.nextKey(from);
    if (key === undefined) return undefined;
    const first = this.#sequence;
    this.#lost = undefined;
    this.#goTo(key.sequence);
    this.#place = key;
    if (reason === "start") return undefined;
    this.counters.lostFrames += key.sequence - first;
    return { first, last: key.sequence - 1, reason };
  }

  #skip(): Gap | undefined {
    const { newestKey } = this.#ring;
    if (!this.#live || !this.#reachedHead || newestKey <= this.#sequence) return undefined;
    if (!this.#isTooFarBehind()) return undefined;
    const first = this.#sequence;
    this.#goTo(newestKey);
    this.counters.skips++;
    this.counters.skippedFrames += newestKey - first;
    return { first, last: newestKey - 1, reason: "skipped" };
  }

  #isTooFarBehind(): boolean {
    const captureUs = this.#captureUs();
    if (captureUs === undefined) return false;
    // A frame that seems to be of the future is older than a step of the clock: as far behind as
    // one that is older than a step the other way.
    return Math.abs(this.#ring.newestCaptureUs - captureUs) > this.#lagLimitUs;
  }

  #takeOfCurrent(frame: RecentFrame): Uint8Array<ArrayBuffer> | undefined {
    if (frame.state === "abandoned") return this.#leaveCurrent();
    const bytes = this.#offset < frame.length ? frame.bytesFrom(this.#offset) : undefined;
    this.#offset = frame.length;
    if (frame.state === "committed") this.#finish(frame);
    return bytes;
  }

  #finish(frame: RecentFrame): void {
    this.#stream = frame.stream ?? this.#stream;
    this.#leaveCurrent();
    this.#advance(undefined);
  }

  #leaveCurrent(): undefined {
    this.#current = undefined;
    this.#offset = 0;
  }

  #takeRecent(recent: RecentFrame): Frame {
    this.#stream = recent.stream ?? this.#stream;
    this.#advance(undefined);
    return {
      sequence: recent.sequence,
      captureUs: recent.captureUs,
      flags: recent.flags,
      streamId: recent.streamId,
      payload: recent.bytesFrom(0),
      ...(recent.metadata === undefined ? {} : { metadata: recent.metadata }),
    };
  }

  #takeFromFile(): Frame | undefined {
    const place = this.#findPlace();
    const read = place && this.#ring.reader.frame(place);
    if (place === undefined || read === undefined) return this.#miss();
    this.#stream = read.stream ?? this.#stream;
    this.#advance(place.nextOffset);
    return read.frame;
  }

  /** The record is not there: another process has just overwritten it, or it is damaged. */
  #miss(): undefined {
    this.#ring.refresh();
    if (this.#epoch !== this.#ring.epoch) return;
    this.#lose("overrun", this.#sequence + 1); // from behind it: it may be a damaged key frame
  }

  #advance(nextOffset: number | undefined): void {
    this.counters.frames++;
    this.#goTo(this.#sequence + 1);
    this.#nextOffset = nextOffset;
  }

  #atHead(): boolean {
    if (this.#sequence < this.#ring.head) return false;
    this.#reachedHead = true;
    return true;
  }

  #captureUs(): number | undefined {
    return (this.#ring.recent.get(this.#sequence) ?? this.#findPlace())?.captureUs;
  }

  #findPlace(): PlacedRecord | undefined {
    if (this.#place?.sequence === this.#sequence) return this.#place;
    this.#place =
      (this.#nextOffset === undefined
        ? undefined
        : this.#ring.reader.header(this.#nextOffset, this.#sequence)) ??
        this.#ring.finder.find(this.#sequence);
    return this.#place;
  }
}
