import type { Frame, From, Gap, Policy, StreamInfo } from "../frame/mod.ts";
import type { RecentFrame } from "./recent_frames.ts";
import type { PlacedRecord } from "./record_reader.ts";
import type { CursorSource } from "./cursor_source.ts";

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
  readonly #ring: CursorSource;
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
  /** Set while a key frame at or after `#sequence` is looked for; `first` is the first one lost. */
  #lost: { readonly first: number; readonly reason: "start" | "overrun" } | undefined;
  #reachedHead = false;
  #stream: StreamInfo | undefined;

  /** @ignore Made by `RingView.cursor`. @throws {RangeError} when `from` names a sequence of this epoch that does not exist yet. */
  constructor(ring: CursorSource, options: CursorOptions = {}) {
    const from = options.from ?? { kind: "live" };
    this.#ring = ring;
    this.#live = (options.policy ?? (from.kind === "live" ? "live" : "gapless")) === "live";
    this.#lagLimitUs = options.lagLimitUs ?? 2_000_000;
    this.#epoch = ring.epoch;
    this.#sequence = this.#startAt(from);
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
    const captureUs = this.#captureUs();
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
        : this.#ring.recent(this.#sequence);
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
      const recent = this.#ring.recent(this.#sequence);
      if (recent !== undefined) return this.#takeRecent(recent);
      const frame = this.#takeFromFile();
      if (frame !== undefined) return frame;
    }
  }

  #startAt(from: From): number {
    const ring = this.#ring;
    if (from.kind === "sequence") {
      if (from.epoch === undefined || from.epoch === ring.epoch) {
        if (from.sequence <= ring.head) return from.sequence;
        throw new RangeError(
          `Cannot start at frame ${from.sequence}: the next one will be ${ring.head}`,
        );
      }
      this.#epoch = from.epoch;
      return from.sequence;
    }
    const place = from.kind === "live"
      ? undefined
      : from.kind === "oldest"
      ? ring.finder.nextKey(ring.oldest)
      : ring.finder.keyCapturedBy(ring.newestCaptureUs - from.seconds * 1e6);
    const key = place?.sequence ?? ring.newestKey;
    if (key < 0) this.#lost = { first: ring.head, reason: "start" };
    return key < 0 ? ring.head : key;
  }

  /** Brings the place in order before a frame is begun. @returns what was lost by that. */
  #settle(): Gap | undefined {
    if (this.#epoch !== this.#ring.epoch) return this.#enterEpoch();
    if (this.#lost === undefined && this.#sequence < this.#ring.oldest) this.#lose();
    if (this.#lost !== undefined) return this.#leaveLost(this.#lost);
    return this.#skip();
  }

  #enterEpoch(): Gap {
    const ring = this.#ring;
    this.#epoch = ring.epoch;
    this.#sequence = this.#live && ring.newestKey >= 0 ? ring.newestKey : ring.oldest;
    this.#lose("start");
    return { reason: "epoch" };
  }

  #lose(reason: "start" | "overrun" = "overrun"): void {
    this.#lost = { first: this.#sequence, reason };
    this.#place = undefined;
    this.#nextOffset = undefined;
  }

  #leaveLost(lost: { first: number; reason: "start" | "overrun" }): Gap | undefined {
    const key = this.#ring.finder.nextKey(this.#sequence);
    if (key === undefined) return undefined;
    this.#lost = undefined;
    this.#sequence = key.sequence;
    this.#place = key;
    if (lost.reason === "start") return undefined;
    this.counters.lostFrames += key.sequence - lost.first;
    return { first: lost.first, last: key.sequence - 1, reason: "overrun" };
  }

  #skip(): Gap | undefined {
    const { newestKey } = this.#ring;
    if (!this.#live || !this.#reachedHead || newestKey <= this.#sequence) return undefined;
    if (this.lagUs <= this.#lagLimitUs) return undefined;
    const first = this.#sequence;
    this.#sequence = newestKey;
    this.#place = undefined;
    this.#nextOffset = undefined;
    this.counters.skips++;
    this.counters.skippedFrames += newestKey - first;
    return { first, last: newestKey - 1, reason: "skipped" };
  }

  #takeOfCurrent(frame: RecentFrame): Uint8Array<ArrayBuffer> | undefined {
    if (this.#offset < frame.length) {
      const bytes = frame.bytesFrom(this.#offset);
      this.#offset = frame.length;
      if (frame.state === "committed") this.#finish(frame);
      return bytes;
    }
    if (frame.state === "committed") this.#finish(frame);
    if (frame.state === "abandoned") this.#leaveCurrent();
    return undefined;
  }

  #finish(frame: RecentFrame): void {
    this.#stream = frame.stream ?? this.#stream;
    this.#leaveCurrent();
    this.#advance(undefined);
  }

  #leaveCurrent(): void {
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
    const read = place === undefined ? undefined : this.#ring.reader.frame(place);
    if (place === undefined || read === undefined) {
      this.#lose();
      this.#sequence++; // the search goes on behind it, else it would find the damaged one again
      return undefined;
    }
    this.#stream = read.stream ?? this.#stream;
    this.#advance(place.nextOffset);
    return read.frame;
  }

  #advance(nextOffset: number | undefined): void {
    this.counters.frames++;
    this.#sequence++;
    this.#place = undefined;
    this.#nextOffset = nextOffset;
  }

  #atHead(): boolean {
    if (this.#sequence < this.#ring.head) return false;
    this.#reachedHead = true;
    return true;
  }

  #captureUs(): number | undefined {
    return (this.#ring.recent(this.#sequence) ?? this.#findPlace())?.captureUs;
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
