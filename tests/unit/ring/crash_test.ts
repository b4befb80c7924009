import { assert, assertEquals } from "@std/assert";
import { FrameFlag } from "../../../lib/frame/mod.ts";
import { Cursor } from "../../../lib/ring/cursor.ts";
import { headerSize } from "../../../lib/ring/file_header.ts";
import { HeldFrames } from "../../../lib/ring/held_frames.ts";
import { RecordWriter } from "../../../lib/ring/record_writer.ts";
import { startEpoch } from "../../../lib/ring/recovery.ts";
import type { Storage } from "../../../lib/ring/storage.ts";
import { assertIs, isGap, payloadOf, type Sample, takeAll } from "./frames.ts";
import { RecordingStorage } from "./recording_storage.ts";

const capacity = 2048;
const ring = { capacity, codec: "h264" } as const;

function sampleOf(id: number): Sample {
  return { id, sizeBytes: 1 + (id * 97) % 380, isKey: id % 4 === 0, captureUs: id };
}

function append(writer: RecordWriter, sample: Sample): void {
  writer.append({
    captureUs: sample.id,
    flags: sample.isKey ? FrameFlag.key : 0,
    streamId: 1,
    metadata: new TextEncoder().encode(sample.id % 3 === 0 ? `{"lux":${sample.id}}` : ""),
    payload: payloadOf(sample),
  });
}

/** Opens what a crash left and says what is in it; every frame is compared byte for byte. */
function reopen(storage: Storage): { writer: RecordWriter; oldest: number; head: number } {
  const { epoch, discarded } = startEpoch(storage, ring);
  assertEquals(discarded, undefined);
  const held = new HeldFrames(epoch);
  const { oldest, head } = held;
  const cursor = new Cursor(held, { from: { kind: "sequence", sequence: oldest } });
  const items = takeAll(cursor);
  assertEquals(items.length, head - oldest);
  for (const [index, item] of items.entries()) {
    assert(!isGap(item));
    assertEquals(item.sequence, oldest + index);
    assertIs(item, sampleOf(item.sequence));
  }
  return { writer: new RecordWriter(epoch.place, epoch.commit), oldest, head };
}

Deno.test("killed at any byte of any write: every record up to the last commit, in the same epoch", () => {
  const storage = new RecordingStorage(headerSize + capacity);
  const { epoch } = startEpoch(storage, ring);
  const writer = new RecordWriter(epoch.place, epoch.commit);
  let states = 0;
  for (let id = 0; id < 40; id++) {
    const held = { ...writer.state };
    storage.restart();
    append(writer, sampleOf(id));
    for (const { bytes, writesDone } of storage.states()) {
      const found = reopen(RecordingStorage.of(bytes));
      states++;
      // A slot is good once its CRC is there, four bytes before its end.
      const isInSlot = writesDone === storage.writes.length - 1;
      if (!isInSlot) assertEquals(found.head, id + (writesDone < storage.writes.length ? 0 : 1));
      else assert(found.head === id || found.head === id + 1);
      assert(found.oldest >= held.oldestSequence && found.oldest <= writer.state.oldestSequence);
    }
  }
  assert(writer.state.oldestSequence > 25, "the ring went around several times");
  assert(states > 5000, `${states} states`);
});

Deno.test("killed at any write, it goes on where it was, and can be killed again", () => {
  const storage = new RecordingStorage(headerSize + capacity);
  const first = startEpoch(storage, ring).epoch;
  const writer = new RecordWriter(first.place, first.commit);
  for (let id = 0; id < 12; id++) append(writer, sampleOf(id));
  storage.restart();
  for (let id = 12; id < 24; id++) append(writer, sampleOf(id));
  let states = 0;
  for (const { bytes } of storage.states()) {
    if (states++ % 7 !== 0) continue;
    const left = RecordingStorage.of(bytes);
    let { writer: again, head } = reopen(left);
    for (let id = head; id < head + 6; id++) append(again, sampleOf(id));
    ({ writer: again, head } = reopen(left));
    assertEquals(head, again.state.nextSequence);
  }
});
