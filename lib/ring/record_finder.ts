import type { Commit } from "./commit_slot.ts";
import type { KeyIndex } from "./key_index.ts";
import { isKey } from "./record.ts";
import type { PlacedRecord, RecordReader } from "./record_reader.ts";

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
      if (record.sequence >= sequence) return record.sequence === sequence ? record : undefined;
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

  /** The newest key frame that came at least `agoUs` before `newestUs`, else the oldest one. */
  keyAgo(newestUs: number, agoUs: number): PlacedRecord | undefined {
    const noted = this.#keys.ago(newestUs, agoUs);
    if (noted === undefined) return this.nextKey(0);
    let found: PlacedRecord | undefined;
    for (const record of this.#reader.walk(noted, this.#commit().nextSequence)) {
      if (record.captureUs < noted.captureUs || record.captureUs > noted.targetUs) break;
      if (isKey(record)) found = record;
    }
    return found ?? this.nextKey(noted.sequence);
  }

  /**
   * Walks from the nearest noted key frame at or before `sequence`; past a damaged record from the
   * next noted key frame on.
   */
  *#walkFrom(sequence: number): Generator<PlacedRecord> {
    const { oldestSequence, oldestOffset, nextSequence } = this.#commit();
    if (sequence < oldestSequence || sequence >= nextSequence) return;
    let start: { sequence: number; offset: number } | undefined = this.#keys.atOrBefore(sequence) ??
      { sequence: oldestSequence, offset: oldestOffset };
    while (start !== undefined) {
      let reached = start.sequence;
      for (const record of this.#reader.walk(start, nextSequence)) {
        yield record;
        reached = record.sequence + 1;
      }
      start = this.#keyPast(reached);
    }
  }

  #keyPast(sequence: number): { sequence: number; offset: number } | undefined {
    const { newestKeySequence, newestKeyOffset } = this.#commit();
    if (newestKeySequence <= sequence) return undefined;
    return this.#keys.after(sequence) ??
      { sequence: newestKeySequence, offset: newestKeyOffset };
  }
}
