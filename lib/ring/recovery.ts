import type { Codec } from "../frame/mod.ts";
import { type Commit, emptyCommit, newestCommit } from "./commit_slot.ts";
import { decodeFileHeader, headerSize, readHeaderBytes, writeFileHeader } from "./file_header.ts";
import type { HeldEpoch } from "./held_frames.ts";
import { KeyIndex } from "./key_index.ts";
import { isKey } from "./record.ts";
import { type RecordPlace, RecordReader } from "./record_reader.ts";
import { ReadAhead } from "./read_ahead.ts";
import type { Storage } from "./storage.ts";
import { readStream } from "./stream_cache.ts";

/** A ring whose frames can be trusted, ready to be written. */
export interface WritableEpoch extends HeldEpoch {
  readonly place: RecordPlace & { readonly storage: Storage };
}

/** What there is to go on from. */
export interface EpochStart {
  readonly epoch: WritableEpoch;
  /** Why what the file held was not taken over; unknown where it was, or there was nothing. */
  readonly discarded: string | undefined;
}

/** Takes over what an earlier program left in the file, or else begins a new epoch there. */
export function startEpoch(storage: Storage, ring: { capacity: number; codec: Codec }): EpochStart {
  let discarded: string | undefined;
  try {
    const found = recover(storage, ring);
    if (found !== undefined) return { epoch: found, discarded: undefined };
  } catch (error) {
    discarded = error instanceof Error ? error.message : String(error);
  }
  return { epoch: beginEpoch(storage, ring.capacity), discarded };
}

/** Begins a new numbering: whatever the file holds is nobody's from here on. */
export function beginEpoch(storage: Storage, capacity: number): WritableEpoch {
  const epoch = crypto.randomUUID();
  writeFileHeader(storage, { capacity, epoch });
  return {
    place: { storage, capacity, epoch },
    commit: emptyCommit(),
    keys: new KeyIndex(capacity),
    stream: undefined,
  };
}

/**
 * Checks all that an earlier program left: header, slots, every record with its CRC.
 * @returns nothing where there is nothing: a new file.
 * @throws {Error} with the reason when any of it cannot be trusted, or holds another codec.
 */
export function recover(
  storage: Storage,
  ring: { capacity: number; codec: Codec },
): WritableEpoch | undefined {
  const bytes = readHeaderBytes(storage);
  const header = decodeFileHeader(bytes);
  if (header === undefined) return undefined;
  if (header.capacity !== ring.capacity) {
    throw new Error(`it was made for ${header.capacity} bytes of frames, not ${ring.capacity}`);
  }
  const commit = newestCommit(bytes);
  if (commit === undefined) throw new Error("both of its commit slots are damaged");
  const place = { storage, ...header };
  const { keys, stream } = checkRecords(place, commit);
  const known = stream ?? readStream(storage);
  if (known !== undefined && known.codec !== ring.codec) {
    throw new Error(`it holds ${known.codec}, not ${ring.codec}`);
  }
  return { place, commit, keys, stream: known };
}

function checkRecords(
  place: RecordPlace,
  commit: Commit,
): Pick<WritableEpoch, "keys" | "stream"> {
  checkCounts(commit, place.capacity);
  const storage = new ReadAhead(place.storage);
  const reader = new RecordReader({ ...place, storage });
  const keys = new KeyIndex(place.capacity);
  let sequence = commit.oldestSequence;
  let end = commit.writeOffset;
  let newestKey;
  const first = { sequence, offset: commit.oldestOffset };
  for (const record of reader.walk(first, commit.nextSequence)) {
    if (!reader.isIntact(record)) break;
    if (isKey(record)) keys.add(newestKey = record);
    end = record.nextOffset;
    sequence++;
  }
  if (sequence !== commit.nextSequence) throw new Error(`its record ${sequence} is damaged`);
  if (end !== commit.writeOffset) {
    throw new Error(`its records end at byte ${headerSize + end}, not where its commit slot says`);
  }
  if ((newestKey?.sequence ?? -1) !== commit.newestKeySequence) {
    throw new Error("its newest key frame is not where its commit slot says");
  }
  return { keys, stream: newestKey && reader.frame(newestKey)?.stream };
}

function checkCounts(commit: Commit, capacity: number): void {
  const count = commit.nextSequence - commit.oldestSequence;
  if (count < 0 || count > capacity / 64) throw new Error(`it counts ${count} records`);
  if (commit.writeOffset > capacity || commit.writeOffset % 8 !== 0) {
    throw new Error(`its next record would begin at byte ${headerSize + commit.writeOffset}`);
  }
}
