import type { StreamInfo } from "../frame/mod.ts";
import { type Commit, CommitSlots } from "./commit_slot.ts";
import { headerSize, readFileHeader, readStream } from "./file_header.ts";
import { KeyIndex } from "./key_index.ts";
import { isKey, RecordReader } from "./record_reader.ts";
import type { Storage } from "./storage.ts";

/** What an earlier program left in a ring, checked. */
export interface Recovered {
  readonly epoch: string;
  readonly commit: Commit;
  readonly keys: KeyIndex;
  readonly stream: StreamInfo | undefined;
}

/**
 * Checks all that an earlier program left: header, slots, every record with its CRC.
 * @throws {Error} with the reason when any of it cannot be trusted.
 */
export function recover(storage: Storage, capacity: number): Recovered {
  const header = readFileHeader(storage);
  if (header.capacity !== capacity) {
    throw new Error(`it holds ${header.capacity} bytes, not ${capacity}`);
  }
  const commit = new CommitSlots(storage).read();
  if (commit === undefined) throw new Error("both of its commit slots are damaged");
  const keys = new KeyIndex(capacity);
  const recordStream = checkRecords({ storage, capacity, commit, keys });
  return { epoch: header.epoch, commit, keys, stream: recordStream ?? readStream(storage) };
}

function checkRecords(
  ring: { storage: Storage; capacity: number; commit: Commit; keys: KeyIndex },
): StreamInfo | undefined {
  const { commit } = ring;
  const reader = new RecordReader(ring.storage, ring.capacity);
  const first = { sequence: commit.oldestSequence, offset: commit.oldestOffset };
  if (commit.nextSequence - first.sequence > ring.capacity / 64) {
    throw new Error("it counts more records than it can hold");
  }
  let stream: StreamInfo | undefined;
  let sequence = first.sequence;
  let end = commit.writeOffset;
  for (const record of reader.walk(first, commit.nextSequence)) {
    const recorded = reader.frame(record);
    if (recorded === undefined) throw new Error(`its record ${sequence} is damaged`);
    stream = recorded.stream ?? stream;
    if (isKey(record)) ring.keys.add(record);
    end = record.nextOffset;
    sequence++;
  }
  if (sequence !== commit.nextSequence) throw new Error(`its record ${sequence} is damaged`);
  if (end !== commit.writeOffset || end > ring.capacity) {
    throw new Error(`its records end at ${end + headerSize}, not where the commit says`);
  }
  return stream;
}
