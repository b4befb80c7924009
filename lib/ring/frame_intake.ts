import { type FrameEnd, FrameFlag, type FrameSink, type StreamInfo } from "../frame/mod.ts";
import type { HeldFrames } from "./held_frames.ts";
import type { RecentFrame } from "./recent_frames.ts";
import { isKey, recordHeaderSize } from "./record.ts";

/** A frame whose record would be larger than the ring takes. */
export class OversizeError extends Error {
  /** @param recordBytes Length of the record. */
  constructor(readonly recordBytes: number) {
    super(`a record of ${recordBytes} bytes is too large`);
  }
}

/** What the intake works with. */
export interface IntakeParts {
  /** Where the open frame is shown to readers of bare bytes. */
  readonly held: HeldFrames;
  /** Largest record that is taken, in bytes. */
  readonly maxRecordBytes: number;
  /**
   * Writes a frame that is complete and keeps it for readers.
   * @throws {OversizeError} when its record would be too large.
   * @throws {Error} when it cannot be written: no number is used then.
   */
  readonly store: (frame: RecentFrame, end: FrameEnd) => void;
  /** Wakes the readers. */
  readonly wake: () => void;
  /** Told of refused frames and of writes that failed; each fault once, until it is over. */
  readonly onFault: (message: string) => void;
  /** Whether the first frame follows others that an earlier program left. */
  readonly discontinuity: boolean;
}

/**
 * Decides what of the source's frames gets into the ring. A frame that is too large or that cannot
 * be written uses no number; what follows it up to the next key frame could not be decoded and is
 * dropped, and that key frame has DISCONTINUITY.
 */
export class FrameIntake implements FrameSink {
  /** What was not taken. */
  readonly counters = { refusedFrames: 0, droppedFrames: 0, writeErrors: 0 };
  readonly #parts: IntakeParts;
  readonly #maxPayload: number;
  #open: RecentFrame | undefined;
  /** Size of the open frame once it is known to be too large. */
  #oversizeBytes = 0;
  #awaitsKey = false;
  #discontinuity: boolean;
  /** Told by a frame that was not a key frame; the next one has it. */
  #announced: StreamInfo | undefined;
  #failing = false;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    this.#maxPayload = parts.maxRecordBytes - recordHeaderSize;
    this.#discontinuity = parts.discontinuity;
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const { held } = this.#parts;
    this.#open ??= held.recent.open(held.head);
    if (this.#oversizeBytes > 0 || this.#open.length + bytes.length > this.#maxPayload) {
      this.#oversizeBytes = (this.#oversizeBytes || this.#open.length) + bytes.length;
      return;
    }
    held.recent.append(this.#open, bytes);
    if (this.#awaitsKey) return;
    held.open = this.#open;
    this.#parts.wake();
  }

  commit(end: FrameEnd): void {
    const frame = this.#open;
    if (frame === undefined) return;
    this.#announced = end.stream ?? this.#announced;
    if (this.#oversizeBytes > 0) return this.#refuse(this.#oversizeBytes);
    if (this.#awaitsKey && !isKey(end)) {
      this.counters.droppedFrames++;
      return this.abandon();
    }
    try {
      this.#parts.store(frame, this.#complete(end));
    } catch (error) {
      if (error instanceof OversizeError) return this.#refuse(error.recordBytes);
      this.counters.writeErrors++;
      return this.#miss(error instanceof Error ? error.message : String(error));
    }
    this.#close();
    this.#awaitsKey = false;
    this.#discontinuity = false;
    this.#failing = false;
  }

  abandon(): void {
    if (this.#open === undefined) return;
    this.#open.state = "abandoned";
    this.#close();
  }

  #complete(end: FrameEnd): FrameEnd {
    const { stream: _, ...rest } = end;
    const stream = isKey(end) ? this.#announced ?? this.#parts.held.stream : undefined;
    return {
      ...rest,
      flags: end.flags | (this.#discontinuity ? FrameFlag.discontinuity : 0),
      captureUs: Math.max(0, Math.round(end.captureUs)),
      ...(stream === undefined ? {} : { stream }),
    };
  }

  #close(): void {
    this.#open = undefined;
    this.#oversizeBytes = 0;
    this.#parts.held.open = undefined;
    this.#parts.wake();
  }

  #refuse(sizeBytes: number): void {
    // A record has at most 4 KiB besides the picture, unless a source tells novels of each.
    const needed = Math.ceil((sizeBytes + 4096) * 4 / 2 ** 20) + 1;
    this.counters.refusedFrames++;
    this.#miss(`a frame of ${sizeBytes} bytes does not fit, it needs --ring-size ${needed}M`);
  }

  #miss(why: string): void {
    this.abandon();
    this.#awaitsKey = true;
    this.#discontinuity = true;
    if (!this.#failing) this.#parts.onFault(why);
    this.#failing = true;
  }
}
