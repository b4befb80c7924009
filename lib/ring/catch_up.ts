import type { Commit } from "./commit_slot.ts";
import type { HeldFrames } from "./held_frames.ts";
import { isKey } from "./record.ts";
import type { PlacedRecord } from "./record_reader.ts";

/**
 * Brings what is held up to a newer commit of another program: notes the key frames that came, and
 * takes the newest group of pictures into memory.
 * @returns whether all records up to the commit could be read. If not, the writer has overwritten
 * them meanwhile, or one is damaged.
 */
export function catchUp(held: HeldFrames, commit: Commit): boolean {
  const before = held.commit;
  held.commit = commit;
  held.keys.dropBefore(commit.oldestSequence);
  const start = before.nextSequence >= commit.oldestSequence
    ? { sequence: before.nextSequence, offset: before.writeOffset }
    : { sequence: commit.oldestSequence, offset: commit.oldestOffset };
  let reached = start.sequence;
  for (const record of held.reader.walk(start, commit.nextSequence)) {
    if (isKey(record)) held.keys.add(record);
    if (record.sequence >= commit.newestKeySequence) remember(held, record);
    held.newestCaptureUs = record.captureUs;
    reached = record.sequence + 1;
  }
  return reached >= commit.nextSequence;
}

function remember(held: HeldFrames, record: PlacedRecord): void {
  const recorded = held.reader.frame(record);
  if (recorded === undefined) return; // cursors find out, and tell their readers
  held.recent.adopt(recorded);
  held.stream = recorded.stream ?? held.stream;
}
