import { type FrameEnd, FrameFlag, type FrameSink, type StreamInfo } from "../frame/mod.ts";
import { type Commit, emptyCommit } from "./commit_slot.ts";
import { headerSize, writeFileHeader, writeStream } from "./file_header.ts";
import { KeyIndex } from "./key_index.ts";
import { openRingFile } from "./open_file.ts";
import { type RecentFrame, RecentFrames } from "./recent_frames.ts";
import { RecordFinder } from "./record_finder.ts";
import { RecordReader } from "./record_reader.ts";
import { RecordWriter } from "./record_writer.ts";
import { recover } from "./recovery.ts";
import { Cursor, type CursorOptions } from "./cursor.ts";
import type { CursorSource } from "./cursor_source.ts";
import type { RingStatus, RingView } from "./ring_view.ts";
import { MemoryStorage, type Storage } from "./storage.ts";
import { Wakers } from "./wakers.ts";

/** Smallest ring: four of the smallest useful frames. */
export const minRingBytes = 64 * 1024;

/** Which ring to open. */
export interface RingOptions {
  /** The file's path on a tmpfs; `undefined` keeps the ring in this program's memory. */
  readonly path: string | undefined;
  /** Size of the file, header included, in bytes. */
  readonly sizeBytes: number;
  /** What frames will come. Another codec than the one held starts a new epoch. */
  readonly codec: StreamInfo["codec"];
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
  /** UUID of the numbering; it outlives the program as long as the file does. */
  readonly epoch: string;
  /** Why what an earlier program left was not taken over; unknown where it was, or there was none. */
  readonly discarded: string | undefined;
  /** Frames taken over from an earlier program. */
  readonly recoveredFrames: number;
  readonly #options: RingOptions;
  readonly #storage: Storage;
  readonly #writer: RecordWriter;
  readonly #keys: KeyIndex;
  readonly #finder: RecordFinder;
  readonly #source: CursorSource;
  readonly #recent = new RecentFrames();
  readonly #wakers = new Wakers();
  readonly #maxPayload: number;
  #open: RecentFrame | undefined;
  #stream: StreamInfo | undefined;
  #oldestCaptureUs: { sequence: number; captureUs: number } | undefined;
  #newestCaptureUs = 0;
  /** A frame was refused: nothing is taken before the next key frame. */
  #awaitsKey = false;
  #oversizeBytes = 0;
  #discontinuity: boolean;
  #failing = false;
  #refused = 0;
  #dropped = 0;
  #writeErrors = 0;

  /** Opens the ring. @throws {RingError} when the file cannot be had. */
  constructor(options: RingOptions) {
    this.#options = options;
    this.#storage = options.path === undefined
      ? new MemoryStorage(options.sizeBytes)
      : openRingFile(options.path, options.sizeBytes);
    const capacity = options.sizeBytes - headerSize;
    const start = begin(this.#storage, { capacity, codec: options.codec });
    this.epoch = start.epoch;
    this.discarded = start.discarded;
    this.recoveredFrames = start.commit.nextSequence - start.commit.oldestSequence;
    this.#discontinuity = start.commit.nextSequence > 0;
    this.#stream = start.stream;
    this.#keys = start.keys;
    const reader = new RecordReader(this.#storage, capacity);
    this.#writer = new RecordWriter({
      storage: this.#storage,
      reader,
      capacity,
      commit: start.commit,
    });
    this.#finder = new RecordFinder({
      reader,
      keys: this.#keys,
      commit: () => this.#writer.state,
    });
    this.#newestCaptureUs = this.#finder.find(this.head - 1)?.captureUs ?? 0;
    this.#source = this.#cursorSource(reader);
    this.#maxPayload = Math.floor(capacity / 4) - 1024; // room for the record's own fields
  }

  get oldest(): number {
    return this.#writer.state.oldestSequence;
  }

  get head(): number {
    return this.#writer.state.nextSequence;
  }

  get newestKey(): number {
    return this.#writer.state.newestKeySequence;
  }

  get stream(): StreamInfo | undefined {
    return this.#stream;
  }

  cursor(options?: CursorOptions): Cursor {
    return new Cursor(this.#source, options);
  }

  subscribe(wake: () => void): () => void {
    return this.#wakers.add(wake);
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#open ??= this.#recent.open(this.head);
    if (this.#oversizeBytes > 0 || this.#open.length + bytes.length > this.#maxPayload) {
      this.#oversizeBytes = (this.#oversizeBytes || this.#open.length) + bytes.length;
      return;
    }
    this.#recent.append(this.#open, bytes);
    if (!this.#awaitsKey) this.#wakers.schedule();
  }

  commit(end: FrameEnd): void {
    const frame = this.#open;
    if (frame === undefined) return;
    if (this.#oversizeBytes > 0) return this.#refuse();
    const isKey = (end.flags & FrameFlag.key) !== 0;
    if (this.#awaitsKey && !isKey) {
      this.#dropped++;
      return this.abandon();
    }
    if (this.#write(frame, end)) this.#publish(frame);
    else this.abandon();
  }

  abandon(): void {
    if (this.#open === undefined) return;
    this.#open.state = "abandoned";
    this.#open = undefined;
    this.#oversizeBytes = 0;
    this.#wakers.schedule();
  }

  status(): RingStatus {
    return {
      path: this.#options.path,
      sizeBytes: this.#options.sizeBytes,
      epoch: this.epoch,
      oldest: this.oldest,
      head: this.head,
      newestKey: this.newestKey,
      windowSeconds: this.#windowSeconds(),
      memoryBytes: this.#recent.sizeBytes,
      refusedFrames: this.#refused,
      droppedFrames: this.#dropped,
      writeErrors: this.#writeErrors,
    };
  }

  /** Lets go of the file. The open frame, if any, is dropped; all committed ones stay. */
  [Symbol.dispose](): void {
    this.abandon();
    this.#recent.clear();
    this.#storage.close();
  }

  #cursorSource(reader: RecordReader): CursorSource {
    const commit = this.#writer.state;
    const newestCaptureUs = (): number => this.#newestCaptureUs;
    const stream = (): StreamInfo | undefined => this.#stream;
    const open = (): RecentFrame | undefined => this.#awaitsKey ? undefined : this.#open;
    return {
      epoch: this.epoch,
      reader,
      finder: this.#finder,
      recent: (sequence) => this.#recent.get(sequence),
      get oldest(): number {
        return commit.oldestSequence;
      },
      get head(): number {
        return commit.nextSequence;
      },
      get newestKey(): number {
        return commit.newestKeySequence;
      },
      get newestCaptureUs(): number {
        return newestCaptureUs();
      },
      get stream(): StreamInfo | undefined {
        return stream();
      },
      get open(): RecentFrame | undefined {
        return open();
      },
    };
  }

  #write(frame: RecentFrame, end: FrameEnd): boolean {
    const isKey = (end.flags & FrameFlag.key) !== 0;
    const stream = isKey ? end.stream ?? this.#stream : undefined;
    const streamId = (stream ?? this.#stream)?.id ?? 1;
    const flags = end.flags | (this.#discontinuity ? FrameFlag.discontinuity : 0);
    const captureUs = Math.max(0, Math.round(end.captureUs));
    const payload = frame.bytesFrom(0);
    try {
      const metadata = encodeMetadata({ ...end.metadata, ...(stream && { stream }) });
      const offset = this.#writer.append({ captureUs, flags, streamId, metadata, payload });
      if (isKey) this.#keys.add({ sequence: frame.sequence, offset, captureUs });
      if (stream !== undefined && stream !== this.#stream) writeStream(this.#storage, stream);
    } catch (error) {
      this.#reportWriteError(error);
      return false;
    }
    Object.assign(frame, { captureUs, flags, streamId, metadata: end.metadata, stream });
    this.#stream = stream ?? this.#stream;
    return true;
  }

  #publish(frame: RecentFrame): void {
    frame.state = "committed";
    this.#keys.dropBefore(this.oldest);
    this.#recent.keep(frame);
    this.#newestCaptureUs = frame.captureUs;
    this.#open = undefined;
    this.#awaitsKey = false;
    this.#discontinuity = false;
    this.#failing = false;
    this.#wakers.schedule();
  }

  #refuse(): void {
    const needed = Math.ceil((this.#oversizeBytes + 1024) * 4 / 2 ** 20) + 1;
    const size = this.#oversizeBytes;
    this.#refused++;
    this.#awaitsKey = true;
    this.#discontinuity = true;
    this.abandon();
    this.#fault(`A frame of ${size} bytes does not fit the ring: it needs --ring-size ${needed}M`);
  }

  #reportWriteError(error: unknown): void {
    this.#writeErrors++;
    this.#awaitsKey = true;
    this.#discontinuity = true;
    const words = error instanceof Error ? error.message : String(error);
    this.#fault(`Cannot write to the ring ${this.#options.path ?? "in memory"}: ${words}`);
  }

  #fault(message: string): void {
    if (!this.#failing) this.#options.onFault?.(message);
    this.#failing = true;
  }

  #windowSeconds(): number {
    if (this.oldest === this.head) return 0;
    if (this.#oldestCaptureUs?.sequence !== this.oldest) {
      const captureUs = this.#finder.find(this.oldest)?.captureUs ?? this.#newestCaptureUs;
      this.#oldestCaptureUs = { sequence: this.oldest, captureUs };
    }
    return Math.max(0, (this.#newestCaptureUs - this.#oldestCaptureUs.captureUs) / 1e6);
  }
}

interface Start {
  readonly epoch: string;
  readonly commit: Commit;
  readonly keys: KeyIndex;
  readonly stream: StreamInfo | undefined;
  readonly discarded: string | undefined;
}

function begin(storage: Storage, ring: { capacity: number; codec: StreamInfo["codec"] }): Start {
  let discarded: string | undefined;
  if (!isBlank(storage)) {
    try {
      const found = recover(storage, ring.capacity);
      const codec = found.stream?.codec ?? ring.codec;
      if (codec === ring.codec) return { ...found, discarded };
      discarded = `it holds ${codec}, not ${ring.codec}`;
    } catch (error) {
      discarded = error instanceof Error ? error.message : String(error);
    }
  }
  const epoch = crypto.randomUUID();
  writeFileHeader(storage, { capacity: ring.capacity, epoch });
  return {
    epoch,
    commit: emptyCommit(),
    keys: new KeyIndex(ring.capacity),
    stream: undefined,
    discarded,
  };
}

/** A new file, or one of another size that was made anew, begins with zeros. */
function isBlank(storage: Storage): boolean {
  const bytes = new Uint8Array(8);
  storage.read(0, bytes);
  return bytes.every((byte) => byte === 0);
}

function encodeMetadata(metadata: Record<string, unknown>): Uint8Array<ArrayBuffer> {
  if (Object.keys(metadata).length === 0) return noBytes;
  return new TextEncoder().encode(JSON.stringify(metadata));
}

const noBytes = new Uint8Array(0);
