import type { Codec, FrameEnd, FrameSink, StreamInfo } from "../frame/mod.ts";
import { Cursor, type CursorOptions } from "./cursor.ts";
import { headerSize } from "./file_header.ts";
import { FrameIntake, OversizeError } from "./frame_intake.ts";
import { HeldFrames } from "./held_frames.ts";
import { canShareEpoch, encodeMetadata } from "./metadata.ts";
import { type OpenedFile, openRingFile } from "./open_file.ts";
import type { RecentFrame } from "./recent_frames.ts";
import { isKey, recordLength } from "./record.ts";
import { RecordWriter } from "./record_writer.ts";
import { beginEpoch, startEpoch, type WritableEpoch } from "./recovery.ts";
import type { RingStatus } from "./ring_status.ts";
import type { RingView } from "./ring_view.ts";
import { MemoryStorage, type Storage } from "./storage.ts";
import { writeStream } from "./stream_cache.ts";
import { Wakers } from "./wakers.ts";

/** Smallest ring: four of the smallest useful frames. */
export const minRingBytes = 64 * 1024;

/** Which ring to open. */
export interface RingOptions {
  /** The file's path on a tmpfs; `undefined` keeps the ring in this program's memory. */
  readonly path: string | undefined;
  /** Size of the file, header included, in bytes; at least {@linkcode minRingBytes}. */
  readonly sizeBytes: number;
  /** What frames will come. Another codec than the one held starts a new epoch. */
  readonly codec: Codec;
  /** Told of refused frames and of writes that failed; each fault once, until it is over. */
  readonly onFault?: (message: string) => void;
}

/**
 * The ring that this program writes: the single meeting point of camera and clients. Frames come
 * in as a {@linkcode FrameSink} and go out through cursors. It is recovered from what an earlier
 * program left, where that can be trusted; `discarded` says why not.
 * Spec: ring-format v1.
 */
export class Ring implements FrameSink, RingView, Disposable {
  /** Why what an earlier program left was not taken over; unknown where it was, or there was none. */
  readonly discarded: string | undefined;
  /** Frames taken over from an earlier program. */
  readonly recoveredFrames: number;
  readonly #options: RingOptions;
  readonly #storage: Storage;
  readonly #capacity: number;
  readonly #maxRecordBytes: number;
  readonly #held: HeldFrames;
  readonly #intake: FrameIntake;
  readonly #wakers = new Wakers();
  #writer: RecordWriter;
  #isClosed = false;

  /**
   * Opens the ring.
   * @throws {RingError} when the file cannot be had.
   * @throws {RangeError} when `sizeBytes` is too small.
   */
  constructor(options: RingOptions) {
    const { path, sizeBytes } = options;
    if (!(sizeBytes >= minRingBytes)) {
      throw new RangeError(`A ring has at least ${minRingBytes} bytes, not ${sizeBytes}`);
    }
    this.#options = options;
    this.#capacity = sizeBytes - headerSize;
    this.#maxRecordBytes = Math.floor(this.#capacity / 4);
    const opened: OpenedFile = path === undefined
      ? { storage: new MemoryStorage(sizeBytes), discarded: undefined }
      : openRingFile(path, sizeBytes);
    this.#storage = opened.storage;
    const { epoch, discarded } = startEpoch(opened.storage, {
      capacity: this.#capacity,
      codec: options.codec,
    });
    this.discarded = opened.discarded ?? discarded;
    this.recoveredFrames = epoch.commit.nextSequence - epoch.commit.oldestSequence;
    this.#held = new HeldFrames(epoch);
    this.#writer = this.#writerOf(epoch);
    this.#intake = new FrameIntake({
      held: this.#held,
      maxRecordBytes: this.#maxRecordBytes,
      store: (frame, end) => this.#store(frame, end),
      wake: () => this.#wakers.schedule(),
      onFault: (why) =>
        options.onFault?.(`Cannot write to the ring ${path ?? "in memory"}: ${why}`),
      discontinuity: epoch.commit.nextSequence > 0,
    });
  }

  /** UUID of the numbering; it outlives the program as long as the file does. */
  get epoch(): string {
    return this.#held.epoch;
  }

  get oldest(): number {
    return this.#held.oldest;
  }

  get head(): number {
    return this.#held.head;
  }

  get newestKey(): number {
    return this.#held.newestKey;
  }

  get stream(): StreamInfo | undefined {
    return this.#held.stream;
  }

  cursor(options?: CursorOptions): Cursor {
    return new Cursor(this.#held, options);
  }

  subscribe(wake: () => void): () => void {
    return this.#wakers.add(wake);
  }

  append(bytes: Uint8Array): void {
    if (!this.#isClosed) this.#intake.append(bytes);
  }

  commit(end: FrameEnd): void {
    this.#intake.commit(end);
  }

  abandon(): void {
    this.#intake.abandon();
  }

  status(): RingStatus {
    return {
      path: this.#options.path,
      sizeBytes: this.#options.sizeBytes,
      ...this.#held.status(),
      ...this.#intake.counters,
    };
  }

  /**
   * Lets go of the file. The open frame, if any, is dropped; all committed ones stay. What comes
   * later is not taken, and cursors find nothing more.
   */
  [Symbol.dispose](): void {
    this.abandon();
    this.#isClosed = true;
    this.#held.recent.clear();
    this.#storage.close();
  }

  #writerOf(epoch: WritableEpoch): RecordWriter {
    const writer = new RecordWriter(epoch.place, epoch.commit);
    this.#held.commit = writer.state;
    return writer;
  }

  #store(frame: RecentFrame, end: FrameEnd): void {
    const { captureUs, flags, metadata, stream } = end;
    const payload = frame.bytesFrom(0);
    const told = encodeMetadata(end);
    const recordBytes = recordLength(told.length, payload.length);
    if (recordBytes > this.#maxRecordBytes) throw new OversizeError(recordBytes);
    const kept = this.#inItsEpoch(frame, stream);
    this.#describe(stream);
    const streamId = this.stream?.id ?? 1;
    const offset = this.#writer.append({ captureUs, flags, streamId, metadata: told, payload });
    const { keys, recent } = this.#held;
    keys.dropBefore(this.oldest);
    if (isKey(end)) keys.add({ sequence: kept.sequence, offset, captureUs });
    const state = "committed";
    recent.keep(Object.assign(kept, { state, captureUs, flags, streamId, metadata, stream }));
    this.#held.newestCaptureUs = captureUs;
  }

  /** Another codec or RAW geometry starts a new numbering, and this frame is its first. */
  #inItsEpoch(frame: RecentFrame, stream: StreamInfo | undefined): RecentFrame {
    const current = this.stream;
    if (!stream || !current || canShareEpoch(stream, current)) return frame;
    const epoch = beginEpoch(this.#storage, this.#capacity);
    this.#held.begin(epoch);
    this.#writer = this.#writerOf(epoch);
    frame.state = "abandoned";
    const first = this.#held.recent.open(this.head);
    this.#held.recent.append(first, frame.bytesFrom(0));
    return first;
  }

  /** Before the frame, so that a failure costs the frame and not only its description. */
  #describe(stream: StreamInfo | undefined): void {
    if (stream === undefined || stream === this.stream) return;
    writeStream(this.#storage, stream);
    this.#held.stream = stream;
  }
}
