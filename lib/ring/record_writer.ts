import { type Commit, CommitSlots } from "./commit_slot.ts";
import { headerSize } from "./file_header.ts";
import { contentCrc, isKey, RecordHeaderCodec, recordHeaderSize, recordLength } from "./record.ts";
import { type PlacedRecord, type RecordPlace, RecordReader } from "./record_reader.ts";
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

/** Records up to this length are put together and written at once: cheaper than a system call more. */
const oneWriteBytes = 32 * 1024;

/**
 * Appends records and keeps the commit state. A record is written whole, then the slot: what a
 * crash leaves half-written is behind `writeOffset` and therefore nobody's. Records in the way are
 * dropped first, a little ahead, so that a slot more is written only once in many appends.
 */
export class RecordWriter {
  readonly #storage: Storage;
  readonly #reader: RecordReader;
  readonly #codec: RecordHeaderCodec;
  readonly #slots: CommitSlots;
  readonly #capacity: number;
  readonly #dropAhead: number;
  readonly #buffer = new Uint8Array(oneWriteBytes);
  readonly #commit: Commit;

  /** @param commit The state to go on from. */
  constructor(place: RecordPlace & { readonly storage: Storage }, commit: Commit) {
    this.#storage = place.storage;
    this.#reader = new RecordReader(place);
    this.#codec = new RecordHeaderCodec(place.epoch);
    this.#capacity = place.capacity;
    this.#dropAhead = Math.floor(place.capacity / 64);
    this.#slots = new CommitSlots(place.storage);
    this.#commit = { ...commit };
  }

  /** The state that the newest slot has: one object, changed as records come. */
  get state(): Readonly<Commit> {
    return this.#commit;
  }

  /**
   * Writes one record and commits it.
   * @returns where it is.
   * @throws {Error} the system's, when the file cannot be written: no number is used then.
   */
  append(record: NewRecord): number {
    const length = recordLength(record.metadata.length, record.payload.length);
    const offset = this.#makeRoom(length);
    const sequence = this.#commit.nextSequence;
    this.#write(record, offset, length);
    this.#advance({
      nextSequence: sequence + 1,
      writeOffset: offset + length,
      ...(isKey(record) ? { newestKeySequence: sequence, newestKeyOffset: offset } : undefined),
      ...(this.#isEmpty(this.#commit) ? { oldestOffset: offset } : undefined),
    });
    return offset;
  }

  #write(record: NewRecord, offset: number, totalLength: number): void {
    const { metadata, payload } = record;
    const buffer = this.#buffer;
    this.#codec.encode({
      totalLength,
      sequence: this.#commit.nextSequence,
      captureUs: record.captureUs,
      flags: record.flags,
      streamId: record.streamId,
      payloadLength: payload.length,
      metadataLength: metadata.length,
      contentCrc: contentCrc(metadata, payload),
    }, buffer);
    const start = headerSize + offset;
    const payloadStart = recordHeaderSize + metadata.length;
    const end = payloadStart + payload.length;
    if (end <= buffer.length) {
      buffer.set(metadata, recordHeaderSize);
      buffer.set(payload, payloadStart);
      return this.#storage.write(start, buffer.subarray(0, end));
    }
    this.#storage.write(start, buffer.subarray(0, recordHeaderSize));
    if (metadata.length > 0) this.#storage.write(start + recordHeaderSize, metadata);
    this.#storage.write(start + payloadStart, payload);
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
      this.#codec.encodeWrapMarker(this.#buffer);
      this.#storage.write(headerSize + offset, this.#buffer.subarray(0, recordHeaderSize));
    }
    this.#dropIn(0, length);
    return 0;
  }

  /** Moves `oldest` past every record that begins in the range, then says so in a slot. */
  #dropIn(from: number, to: number): void {
    const commit = { ...this.#commit };
    const inWay = (limit: number): boolean =>
      !this.#isEmpty(commit) && commit.oldestOffset >= from && commit.oldestOffset < limit;
    if (!inWay(to)) return;
    const limit = Math.min(to + this.#dropAhead, this.#capacity);
    let record = this.#reader.header(commit.oldestOffset, commit.oldestSequence);
    while (inWay(limit)) record = this.#dropOldest(commit, record);
    if (commit.oldestSequence > commit.newestKeySequence) commit.newestKeySequence = -1;
    this.#advance(commit);
  }

  /** @returns the record that is the oldest one now. */
  #dropOldest(commit: Commit, record: PlacedRecord | undefined): PlacedRecord | undefined {
    const sequence = commit.oldestSequence + 1;
    const isLast = sequence === commit.nextSequence;
    const next = record && !isLast ? this.#reader.header(record.nextOffset, sequence) : undefined;
    if (isLast || next !== undefined) {
      commit.oldestSequence = sequence;
      commit.oldestOffset = next?.offset ?? 0;
      return next;
    }
    dropToNewestKey(commit);
    return this.#reader.header(commit.oldestOffset, commit.oldestSequence);
  }

  /** Writes a slot; only when that is done is it so. */
  #advance(change: Partial<Commit>): void {
    const next = { ...this.#commit, ...change, number: this.#commit.number + 1 };
    this.#slots.write(next);
    Object.assign(this.#commit, next);
  }

  #isEmpty(commit: Commit): boolean {
    return commit.oldestSequence === commit.nextSequence;
  }
}

/** A foreign hand was in the file and the records cannot be walked: what is before goes as well. */
function dropToNewestKey(commit: Commit): void {
  const isHeld = commit.newestKeySequence > commit.oldestSequence;
  commit.oldestSequence = isHeld ? commit.newestKeySequence : commit.nextSequence;
  commit.oldestOffset = isHeld ? commit.newestKeyOffset : 0;
}
