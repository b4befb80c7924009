import { assert, assertEquals } from "@std/assert";
import { type Frame, FrameFlag } from "../../../lib/frame/mod.ts";
import { Buffers } from "../../../lib/record/buffers.ts";
import { DiskFile } from "../../../lib/record/disk_file.ts";
import type { FileContent } from "../../../lib/record/frame_file.ts";
import { Mp4File } from "../../../lib/record/mp4_file.ts";
import { MemoryDisk } from "../../support/memory_disk.ts";
import { findBox, numbersOf, readBoxes } from "../../support/mp4_boxes.ts";
import { padFrame, patternFrames } from "../../support/pattern_frames.ts";

const { frames } = patternFrames({ count: 30, intra: 5 });

async function write(
  disk: MemoryDisk,
  feed: readonly Frame[],
): Promise<{ file: Mp4File; content: FileContent }> {
  const handle = new DiskFile(disk, { path: "a.mp4", nowUs: () => 0 });
  const file = new Mp4File(handle, feed[0]!, new Buffers());
  for (const frame of feed) {
    file.add(frame, 33_333);
    await file.room();
  }
  return { file, content: await file.finish(33_333) };
}

/** Samples that a player finds in an unfinished or a finished file; throws where the file is torn. */
function countSamples(bytes: Uint8Array): number {
  const boxes = readBoxes(bytes);
  const types = boxes.map(({ type }) => type).join(" ");
  if (/^ftyp mdat moov$/.test(types)) {
    return numbersOf(findBox(bytes, "moov/trak/mdia/minf/stbl/stsz"))[2]!;
  }
  assert(/^ftyp free moov( moof mdat)*( moov)?$/.test(types), types);
  const fragments = boxes.filter(({ type }) => type === "moof");
  return fragments.reduce(
    (sum, { content }) => sum + numbersOf(findBox(content, "traf/trun"))[1]!,
    0,
  );
}

Deno.test("wherever the disk is full, the file is whole and says what it has", async () => {
  const whole = new MemoryDisk();
  await write(whole, frames);
  const counts = new Set<number>();
  for (let capacity = 0; capacity <= whole.bytes.length; capacity += 37) {
    const disk = new MemoryDisk(capacity);
    const { file, content } = await write(disk, frames);
    assert(file.failure && disk.isClosed);
    assertEquals(content.sizeBytes, disk.bytes.length);
    if (content.frames > 0) assertEquals(countSamples(disk.bytes), content.frames);
    counts.add(content.frames);
  }
  assertEquals(counts, new Set([0, 5, 10, 15, 20, 25, 30]));
});

Deno.test("whenever the power goes, all whole fragments are there", async () => {
  const disk = new MemoryDisk();
  await write(disk, frames);
  let bytes = new Uint8Array();
  let least = 0;
  for (const { offset, bytes: piece } of disk.writes) {
    const after = new Uint8Array(Math.max(bytes.length, offset + piece.length));
    after.set(bytes);
    after.set(piece, offset);
    bytes = after;
    const count = countSamples(bytes);
    assert(count >= least, `${count} after ${least}`);
    least = count;
  }
  assertEquals([least, bytes], [30, disk.bytes]);
});

Deno.test("a fragment ends at a key frame, after a second, and before a megabyte", async () => {
  const fragmentsOf = async (feed: readonly Frame[]) => {
    const disk = new MemoryDisk();
    await write(disk, feed);
    return disk.writes.length - 3; // head, movie, enclosure
  };
  assertEquals(await fragmentsOf(frames), 6);
  const oneGroup = frames.map((frame, i) => i === 0 ? frame : { ...frame, flags: 0 });
  assertEquals(await fragmentsOf(oneGroup), 1);
  assertEquals(await fragmentsOf([...oneGroup, ...oneGroup.slice(1), ...oneGroup.slice(1)]), 3);
  assertEquals(await fragmentsOf(oneGroup.map((frame) => padFrame(frame, 400_000))), 15);
  assertEquals(await fragmentsOf(oneGroup.map((frame) => padFrame(frame, 3_000_000))), 30);
});

Deno.test("a slow disk makes the caller wait, and memory is used again", async () => {
  const disk = new MemoryDisk();
  let open = (): void => {};
  disk.gate = new Promise((resolve) => open = resolve);
  const buffers = new Buffers();
  const handle = new DiskFile(disk, { path: "a.mp4", nowUs: () => 0 });
  const file = new Mp4File(handle, frames[0]!, buffers);
  const large = padFrame({ ...frames[1]!, flags: 0 }, 500_000);
  file.add(frames[0]!, 0);
  let isWaiting = false;
  let count = 0;
  while (!isWaiting) {
    file.add(large, 33_333);
    count++;
    isWaiting = true;
    void file.room().then(() => isWaiting = false);
    for (let i = 0; i < 5; i++) await Promise.resolve();
  }
  assert(count > 14 && count < 22, `waits after ${count} frames of half a megabyte`);
  open();
  await file.room();
  const { frames: kept } = await file.finish(33_333);
  assertEquals(kept, count + 1);
});

Deno.test("data is forced onto the disk every two seconds, and at the end", async () => {
  const disk = new MemoryDisk();
  let nowUs = 0;
  const handle = new DiskFile(disk, { path: "a.mp4", nowUs: () => nowUs });
  const file = new Mp4File(handle, frames[0]!, new Buffers());
  const syncs: number[] = [];
  for (const frame of frames) {
    file.add(frame, 33_333);
    if ((frame.flags & FrameFlag.key) === 0) continue;
    await handle.drain();
    syncs.push(disk.syncs);
    nowUs += 700_000;
  }
  assertEquals(syncs, [0, 0, 0, 1, 1, 1]);
  await file.finish(33_333);
  assertEquals(disk.syncs, 5); // the last fragment's, the movie, the enclosure, and on closing
});
