import { assert, assertEquals, assertGreater, assertThrows } from "@std/assert";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { type Cursor, Ring, RingError, RingFollower } from "../../lib/ring/mod.ts";
import { Child } from "../bench/child.ts";
import { assertIs, isGap, put, takeAll } from "../unit/ring/frames.ts";
import { onTmpfs, ScratchFolder } from "../unit/ring/scratch_path.ts";
import { writtenSample } from "../unit/ring/writer_process.ts";

const program = new URL("../unit/ring/writer_process.ts", import.meta.url).pathname;
const sizeBytes = 256 * 1024;

function startWriter(path: string, options: { sizeBytes: number; frames: number }): Child {
  const args = ["run", "-A", program, path, String(options.sizeBytes), String(options.frames)];
  return new Child(Deno.execPath(), { args });
}

/** Frames of a cursor must be the writer's, and join without a hole; says how many were lost. */
function checkFrames(cursor: Cursor, limit: number): { taken: number; lost: number } {
  let next = cursor.sequence;
  let [taken, lost, isAfterGap] = [0, 0, false];
  while (taken < limit) {
    const item = cursor.takeFrame();
    if (item === undefined) break;
    if (isGap(item)) {
      assertEquals(item.first, next);
      assert(item.last !== undefined && item.last >= next);
      lost += item.last + 1 - next;
      next = item.last + 1;
      isAfterGap = true;
      continue;
    }
    assertEquals(item.sequence, next++);
    const sample = writtenSample(item.sequence);
    assertIs(item, sample);
    assert(!isAfterGap || sample.isKey);
    isAfterGap = false;
    taken++;
  }
  return { taken, lost };
}

/** Waits until the writer has come to a frame. */
async function reaches(follower: RingFollower, sequence: number): Promise<void> {
  while (follower.head < sequence) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const leave = follower.subscribe(resolve);
    await promise;
    leave();
  }
}

Deno.test({
  name: "a ring that another process writes is refused with its path and the ways out",
  ignore: onTmpfs.ignore || !("tryLockSync" in Deno.FsFile.prototype), // Deno before 2.5
  async fn() {
    using scratch = new ScratchFolder();
    await using writer = startWriter(scratch.path, { sizeBytes, frames: 3 });
    await writer.line(/wrote up to 3/);
    const open = (): Ring => new Ring({ path: scratch.path, sizeBytes, codec: "h264" });
    assertThrows(open, RingError, "is written by another picam");
    assertThrows(open, RingError, `--source ring:${scratch.path}`);
    await using follower = new RingFollower({ path: scratch.path });
    assertEquals(follower.head, 3, "the refused one has changed nothing");
    Deno.kill(writer.pid, "SIGKILL");
    await writer.status;
    using ring = open();
    assertEquals(ring.recoveredFrames, 3);
  },
});

Deno.test({
  name: "kill -9 of a writer in full flow: all it had committed is there, and numbering goes on",
  ...onTmpfs,
  async fn() {
    using scratch = new ScratchFolder();
    let { epoch, head } = { epoch: "", head: 0 };
    for (let round = 0; round < 5; round++) {
      await using writer = startWriter(scratch.path, { sizeBytes, frames: 1e9 });
      const [, started, discarded] = await writer.line(/epoch (\S+) discarded (.*)/);
      assertEquals(discarded, "undefined");
      assertEquals(started, round === 0 ? started : epoch);
      await using follower = new RingFollower({ path: scratch.path });
      await reaches(follower, head + 1000 + round * 137);
      Deno.kill(writer.pid, "SIGKILL");
      const seen = follower.head;
      await writer.status;
      using ring = new Ring({ path: scratch.path, sizeBytes, codec: "h264" });
      assertEquals([ring.epoch, ring.discarded], [started, undefined]);
      assert(ring.head >= seen);
      const from = { kind: "sequence", sequence: ring.oldest } as const;
      const cursors = [ring.cursor({ from }), follower.cursor({ from })];
      for (const cursor of cursors) {
        assertEquals(checkFrames(cursor, Infinity), { taken: ring.head - ring.oldest, lost: 0 });
      }
      put(ring, writtenSample(ring.head));
      await reaches(follower, ring.head);
      for (const [first] of cursors.map(takeAll)) {
        assert(first !== undefined && !isGap(first));
        assertEquals(first.flags & FrameFlag.discontinuity, FrameFlag.discontinuity);
      }
      ({ epoch, head } = ring);
    }
  },
});

Deno.test({
  name: "readers of a follower stay while the writer is killed and started again",
  ...onTmpfs,
  async fn() {
    using scratch = new ScratchFolder();
    let writer = startWriter(scratch.path, { sizeBytes, frames: 40 });
    await writer.line(/wrote/);
    await using follower = new RingFollower({ path: scratch.path });
    const cursor = follower.cursor({ from: { kind: "oldest" } });
    for (let round = 1; round <= 3; round++) {
      assertEquals(checkFrames(cursor, Infinity), { taken: 40, lost: 0 });
      Deno.kill(writer.pid, "SIGKILL");
      await writer[Symbol.asyncDispose]();
      writer = startWriter(scratch.path, { sizeBytes, frames: 40 });
      await reaches(follower, 40 * (round + 1));
    }
    await writer[Symbol.asyncDispose]();
    assertEquals(follower.status().state, "following");
  },
});

Deno.test({
  name: "a writer that laps its readers: never a bad record for a good one, and exact gaps",
  ...onTmpfs,
  async fn() {
    using scratch = new ScratchFolder();
    await using writer = startWriter(scratch.path, { sizeBytes: 64 * 1024, frames: 1e9 });
    await writer.line(/epoch/);
    await using follower = new RingFollower({ path: scratch.path });
    await reaches(follower, 100);
    await using other = new RingFollower({ path: scratch.path });
    const cursor = follower.cursor({ from: { kind: "oldest" } });
    let [taken, lost] = [0, 0];
    for (let round = 0; round < 100; round++) {
      const late = follower.cursor({ from: { kind: "oldest" } });
      assert(late.lagUs >= 0); // it has seen the header of its next record
      // Only the other one learns that the writer goes on and on: nothing is awaited here.
      while (other.head < follower.head + 100) other.cursor();
      for (const each of [late, cursor]) {
        const seen = checkFrames(each, 100);
        taken += seen.taken;
        lost += seen.lost;
      }
      await reaches(follower, follower.head + 1);
    }
    assertGreater(taken, 2000);
    assertGreater(lost, 2000);
  },
});
