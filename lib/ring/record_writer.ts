import { crc32 } from "node:zlib";
import { type Commit, CommitSlots } from "./commit_slot.ts";
import { headerSize } from "./file_header.ts";
import { encodeRecordHeader, encodeWrapMarker, recordHeaderSize, recordLength } from "./record.ts";
import { isKey, type RecordReader } from "./record_reader.ts";
import type { Storage } from "./storage.ts";

/** What a record is made of; `sequence` is given by the writer. */
export interface NewRecord {
  readonly captureUs: number;
  readonly flags: number;
  readonly streamId: number;
  /** JSON, or empty. */
  readonly metadata: Uint8Array<ArrayBuffer>;
  readonly payload: Uint8Array<ArrayBuffer>;
}

/**
 * Appends records and keeps the commit state. A record is written whole, then the slot: what a
 * crash leaves half-written is behind `writeOffset` and therefore nobody's. Records in the way are
 * dropped first, a little ahead, so that a slot more is written only once in many appends.
 */
export class RecordWriter {
  readonly #storage: Storage;
  readonly #reader: RecordReader;
  readonly #slots: CommitSlots;
  readonly #capacity: number;
  readonly #dropAhead: number;
  readonly #head = new Uint8Array(recordHeaderSize);
  #commit: Commit;

  constructor(options: {
    storage: Storage;
    reader: RecordReader;
    /** Bytes behind the ring's header. */
    capacity: number;
    /** The state to go on from. */
    commit: Commit;
  }) {
    this.#storage = options.storage;
    this.#reader = options.reader;
    this.#capacity = options.capacity;
    this.#dropAhead = Math.floor(options.capacity / 64);
    this.#slots = new CommitSlots(options.storage);
    this.#commit = { ...options.commit };
  }

  /** The state that the newest slot has. */
  get state(): Readonly<Commit> {
    return this.#commit;
  }

  /**
   * Writes one record and commits it.
   * @returns where it is.
   * @throws {Error} the system's, when the file cannot be written: the state is as before.
   */
  append(record: NewRecord): number {
    const length = recordLength(record.metadata.length, record.payload.length);
    const offset = this.#makeRoom(length);
    const sequence = this.#commit.nextSequence;
    this.#write(record, offset, length);
    const key = isKey(record)
      ? { newestKeySequence: sequence, newestKeyOffset: offset }
      : undefined;
    this.#advance({
      ...key,
      nextSequence: sequence + 1,
      writeOffset: offset + length,
      ...(this.#isEmpty() ? { oldestOffset: offset } : undefined),
    });
    return offset;
  }

  #write(record: NewRecord, offset: number, totalLength: number): void {
    const metadataCrc = record.metadata.length === 0 ? 0 : crc32(record.metadata);
    encodeRecordHeader({
      totalLength,
      sequence: this.#commit.nextSequence,
      captureUs: record.captureUs,
      flags: record.flags,
      streamId: record.streamId,
      payloadLength: record.payload.length,
      metadataLength: record.metadata.length,
      payloadCrc: crc32(record.payload, metadataCrc),
    }, this.#head);
    const start = headerSize + offset;
    this.#storage.write(start, this.#head);
    if (record.metadata.length > 0) {
      this.#storage.write(start + recordHeaderSize, record.metadata);
    }
    this.#storage.write(start + recordHeaderSize + record.metadata.length, record.payload);
  }

  /** @returns where a record of `length` bytes may go, with nothing valid left in its way. */
  #makeRoom(length: number): number {
    const offset = this.#commit.writeOffset;
    if (offset + length <= this.#capacity) {
      this.#dropIn(offset, offset + length);
      return offset;
    }
    this.#dropIn(offset, this.#capacity);
    if (offset + recordHeaderSize <= this.#capacity) {
      encodeWrapMarker(this.#head);
      this.#storage.write(headerSize + offset, this.#head);
    }
    this.#dropIn(0, length);
    return 0;
  }

  /** Moves `oldest` past every record that begins in the range, then says so in a slot. */
  #dropIn(from: number, to: number): void {
    const commit = this.#commit;
    const inWay = (limit: number): boolean =>
      !this.#isEmpty() && commit.oldestOffset >= from && commit.oldestOffset < limit;
    if (!inWay(to)) return;
    const oldest = { sequence: commit.oldestSequence, offset: commit.oldestOffset };
    const limit = Math.min(to + this.#dropAhead, this.#capacity);
    while (inWay(limit)) this.#dropOldest();
    if (commit.oldestSequence > commit.newestKeySequence) commit.newestKeySequence = -1;
    if (oldest.sequence !== commit.oldestSequence) this.#advance({});
  }

  #dropOldest(): void {
    const commit = this.#commit;
    const record = this.#reader.header(commit.oldestOffset, commit.oldestSequence);
    if (record === undefined) { // only a foreign hand in the file: nothing of it can be trusted
      commit.oldestSequence = commit.nextSequence;
      return;
    }
    commit.oldestSequence++;
    const next = this.#isEmpty()
      ? undefined
      : this.#reader.header(record.nextOffset, commit.oldestSequence);
    commit.oldestOffset = next?.offset ?? record.nextOffset;
  }

  #advance(change: Partial<Commit>): void {
    Object.assign(this.#commit, change, { number: this.#commit.number + 1 });
    this.#slots.write(this.#commit);
  }

  #isEmpty(): boolean {
    return this.#commit.oldestSequence === this.#commit.nextSequence;
  }
}
