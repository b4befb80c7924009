import type { StreamInfo } from "../frame/mod.ts";
import type { Commit } from "./commit_slot.ts";
import type { KeyIndex } from "./key_index.ts";
import { type RecentFrame, RecentFrames } from "./recent_frames.ts";
import { RecordFinder } from "./record_finder.ts";
import { type RecordPlace, RecordReader } from "./record_reader.ts";
import type { HeldStatus } from "./ring_status.ts";

/** Where the frames of one epoch are. */
export interface HeldEpoch {
  /** The records: bytes, capacity and epoch. */
  readonly place: RecordPlace;
  /** Which records are valid. */
  readonly commit: Readonly<Commit>;
  /** Its key frames. */
  readonly keys: KeyIndex;
  /** Description of its newest frames. */
  readonly stream: StreamInfo | undefined;
}

/**
 * What cursors read: the frames of one epoch, in memory and in the file. The ring that this
 * program writes and the one that it follows differ only in who keeps this up to date. All of it
 * is synchronous.
 */
export class HeldFrames {
  /** The newest frames, in memory. */
  readonly recent = new RecentFrames();
  /**
   * Brings `commit` up to date where another process changes it: called before a record that
   * cannot be read is given up.
   */
  readonly refresh: () => void;
  /** The frame whose bytes are arriving, if readers of bare bytes may have them. */
  open: RecentFrame | undefined;
  /** Description of the newest frames; unknown before the first. */
  stream: StreamInfo | undefined;
  /** Which records are valid. */
  commit: Readonly<Commit>;
  /** When the newest committed frame was captured, Unix µs; 0 before the first. */
  newestCaptureUs = 0;
  #epoch!: string;
  #keys!: KeyIndex;
  #reader!: RecordReader;
  #finder!: RecordFinder;

  constructor(held: HeldEpoch, refresh: () => void = () => {}) {
    this.refresh = refresh;
    this.commit = held.commit;
    this.begin(held);
  }

  /** Goes over to another epoch, or to another file. */
  begin({ place, commit, keys, stream }: HeldEpoch): void {
    this.commit = commit;
    this.stream = stream;
    this.open = undefined;
    this.recent.clear();
    this.#epoch = place.epoch;
    this.#keys = keys;
    this.#reader = new RecordReader(place);
    this.#finder = new RecordFinder({ reader: this.#reader, keys, commit: () => this.commit });
    this.newestCaptureUs = this.#finder.find(this.head - 1)?.captureUs ?? 0;
  }

  /** UUID of the numbering. Cursors notice when it changes. */
  get epoch(): string {
    return this.#epoch;
  }

  /** First sequence still held. */
  get oldest(): number {
    return this.commit.oldestSequence;
  }

  /** The sequence that the next frame gets. */
  get head(): number {
    return this.commit.nextSequence;
  }

  /** Newest frame that decoding can start at; -1 when none is held. */
  get newestKey(): number {
    return this.commit.newestKeySequence;
  }

  /** Where its key frames are. */
  get keys(): KeyIndex {
    return this.#keys;
  }

  /** Reads records. */
  get reader(): RecordReader {
    return this.#reader;
  }

  /** Finds records. */
  get finder(): RecordFinder {
    return this.#finder;
  }

  /** What the status object says of them. */
  status(): HeldStatus {
    const { epoch, oldest, head, newestKey } = this;
    const windowSeconds = this.#windowSeconds();
    return { epoch, oldest, head, newestKey, windowSeconds, memoryBytes: this.recent.sizeBytes };
  }

  #windowSeconds(): number {
    const oldestUs = this.#finder.find(this.oldest)?.captureUs ?? this.newestCaptureUs;
    return Math.max(0, this.newestCaptureUs - oldestUs) / 1e6;
  }
}
