import type { Commit } from "./commit_slot.ts";
import type { KeyIndex } from "./key_index.ts";
import { isKey, type PlacedRecord, type RecordReader } from "./record_reader.ts";

/** Finds records by number, time or being a key frame: from the nearest noted key frame on. */
export class RecordFinder {
  readonly #reader: RecordReader;
  readonly #keys: KeyIndex;
  readonly #commit: () => Readonly<Commit>;

  constructor(
    parts: { reader: RecordReader; keys: KeyIndex; commit: () => Readonly<Commit> },
  ) {
    this.#reader = parts.reader;
    this.#keys = parts.keys;
    this.#commit = parts.commit;
  }

  /** The record of frame `sequence`, where the ring holds it. */
  find(sequence: number): PlacedRecord | undefined {
    for (const record of this.#walkFrom(sequence)) {
      if (record.sequence === sequence) return record;
    }
    return undefined;
  }

  /** The first key frame at or after `sequence`. */
  nextKey(sequence: number): PlacedRecord | undefined {
    const { newestKeySequence, oldestSequence } = this.#commit();
    const first = Math.max(sequence, oldestSequence);
    if (newestKeySequence < first) return undefined;
    for (const record of this.#walkFrom(first)) {
      if (record.sequence >= first && isKey(record)) return record;
    }
    return undefined;
  }

  /** The newest key frame captured at or before `captureUs`, else the oldest one. */
  keyCapturedBy(captureUs: number): PlacedRecord | undefined {
    const noted = this.#keys.capturedBy(captureUs);
    if (noted === undefined) return this.nextKey(0);
    let found: PlacedRecord | undefined;
    for (const record of this.#reader.walk(noted, this.#commit().nextSequence)) {
      if (isKey(record) && record.captureUs <= captureUs) found = record;
      if (record.captureUs > captureUs) break;
    }
    return found ?? this.nextKey(noted.sequence);
  }

  #walkFrom(sequence: number): Iterable<PlacedRecord> {
    const { oldestSequence, oldestOffset, nextSequence } = this.#commit();
    if (sequence < oldestSequence) return [];
    const start = this.#keys.atOrBefore(sequence) ??
      { sequence: oldestSequence, offset: oldestOffset };
    return this.#reader.walk(start, nextSequence);
  }
}
