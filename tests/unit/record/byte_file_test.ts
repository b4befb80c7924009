import { assert, assertEquals } from "@std/assert";
import { Buffers } from "../../../lib/record/buffers.ts";
import { ByteFile } from "../../../lib/record/byte_file.ts";
import { DiskFile } from "../../../lib/record/disk_file.ts";
import { MemoryDisk } from "../../support/memory_disk.ts";
import { joinBytes } from "../../support/nal_units.ts";
import { patternFrames } from "../../support/pattern_frames.ts";

const { frames } = patternFrames({ count: 30 });
const whole = joinBytes(frames.map(({ payload }) => payload));

/** Writes all frames, and lets the disk go on only when they are all there, or at once. */
async function write(disk: MemoryDisk, { slow }: { slow: boolean }) {
  let open = (): void => {};
  if (slow) disk.gate = new Promise((resolve) => open = resolve);
  const handle = new DiskFile(disk, { path: "a.h264", nowUs: () => 0 });
  const file = new ByteFile(handle, new Buffers());
  for (const frame of frames) {
    file.add(frame, 33_333);
    await file.room();
  }
  open();
  const content = await file.finish(33_333);
  return { content, failure: file.failure };
}

for (const slow of [false, true]) {
  Deno.test(`all frames are written in order to a ${slow ? "slow" : "fast"} disk`, async () => {
    const disk = new MemoryDisk();
    const { content, failure } = await write(disk, { slow });
    assertEquals([content.frames, failure], [30, undefined]);
    assertEquals(disk.bytes, whole);
    if (slow) assertEquals(disk.writes.length, 2); // the first frame, and what came meanwhile
  });

  Deno.test(`wherever a ${slow ? "slow" : "fast"} disk is full, the last frame is whole`, async () => {
    for (let capacity = 0; capacity < whole.length; capacity += 41) {
      const disk = new MemoryDisk(capacity);
      const { content, failure } = await write(disk, { slow });
      assert(failure);
      const kept = joinBytes(frames.slice(0, content.frames).map(({ payload }) => payload));
      assertEquals(disk.bytes, kept);
      assertEquals(content.sizeBytes, kept.length);
      const next = frames[content.frames];
      assert(next && kept.length + next.payload.length > capacity);
    }
  });
}
