import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import type { Frame, Gap } from "../../lib/frame/mod.ts";
import {
  type Cursor,
  type FollowerState,
  Ring,
  RingError,
  RingFollower,
  type RingFollowerOptions,
  type RingView,
} from "../../lib/ring/mod.ts";
import { assertIs, isGap, put, putMany, runs, stream, takeAll } from "../unit/ring/frames.ts";
import { onTmpfs, ScratchFolder } from "../unit/ring/scratch_path.ts";

const sizeBytes = 256 * 1024;

function open(path: string, bytes = sizeBytes): Ring {
  return new Ring({ path, sizeBytes: bytes, codec: "h264" });
}

/** Follows, remembers its states, and can be waited for. */
class Watched extends RingFollower {
  readonly states: string[];
  readonly #heard: { onState: () => void };

  constructor(path: string, options: Partial<RingFollowerOptions> = {}) {
    const states: string[] = [];
    const heard = { onState: () => {} };
    const onState = (state: FollowerState): void => {
      states.push(state);
      heard.onState();
    };
    super({ path, pollMs: 5, ...options, onState });
    this.states = states;
    this.#heard = heard;
  }

  async reaches(state: FollowerState): Promise<void> {
    while (this.status().state !== state) {
      await new Promise<void>((resolve) => this.#heard.onState = resolve);
    }
  }
}

/** Takes until `count` items came, whenever they come. */
async function take(ring: RingView, cursor: Cursor, count: number): Promise<(Frame | Gap)[]> {
  const items: (Frame | Gap)[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const pump = (): void => {
    items.push(...takeAll(cursor));
    if (items.length >= count) resolve();
  };
  const leave = ring.subscribe(pump);
  pump();
  await promise;
  leave();
  return items;
}

Deno.test({
  name: "a follower serves the same frames under the same numbers in the same epoch",
  ...onTmpfs,
  async fn() {
    using scratch = new ScratchFolder();
    using ring = open(scratch.path);
    putMany(ring, { first: 0, last: 49, sizeBytes: 700, gop: 10 });
    await using follower = new Watched(scratch.path);
    assertEquals(follower.epoch, ring.epoch);
    assertEquals(follower.stream, stream);
    const own = ring.status();
    const { state, words, memoryBytes, ...rest } = follower.status();
    assertEquals({ ...rest, memoryBytes: own.memoryBytes }, own);
    assertEquals(memoryBytes, 10 * 700, "the newest group of pictures is in memory");
    assertEquals([state, words], ["following", `follows ${scratch.path}`]);
    const oldest = follower.cursor({ from: { kind: "oldest" } });
    assertEquals(takeAll(oldest), takeAll(ring.cursor({ from: { kind: "oldest" } })));
    const live = follower.cursor();
    assertEquals(runs(takeAll(live)), "40-49");
    assertEquals(live.stream, stream);
    putMany(ring, { first: 50, last: 52, sizeBytes: 700, gop: 10 });
    assertEquals(runs(await take(follower, live, 3)), "50-52");
    assertEquals(runs(await take(follower, oldest, 3)), "50-52");
  },
});

Deno.test({
  name: "a follower wakes its readers for every frame, bare bytes as well",
  ...onTmpfs,
  async fn() {
    using scratch = new ScratchFolder();
    using ring = open(scratch.path);
    await using follower = new Watched(scratch.path, { pollMs: 1e9 });
    const frames = follower.cursor();
    const bytes = follower.cursor();
    for (let id = 0; id < 30; id++) {
      put(ring, { id, sizeBytes: 500, isKey: id % 8 === 0 });
      const [frame] = await take(follower, frames, 1);
      assert(frame !== undefined && !isGap(frame));
      assertIs(frame, { id, sizeBytes: 500, isKey: id % 8 === 0 });
      assertEquals(bytes.takeBytes(), frame.payload);
    }
  },
});

Deno.test({
  name: "where there is no ring to read a follower says so in words",
  ...onTmpfs,
  fn() {
    using scratch = new ScratchFolder();
    const follow = (): RingFollower => new RingFollower({ path: scratch.path });
    assertThrows(follow, RingError, scratch.path);
    assertThrows(follow, RingError, "--ring");
    Deno.mkdirSync(scratch.path, { recursive: true });
    assertThrows(follow, RingError, "not a regular file");
    Deno.removeSync(scratch.path);
    Deno.writeTextFileSync(scratch.path, "something else".repeat(1000));
    assertThrows(follow, RingError, "it is not a ring");
    Deno.writeTextFileSync(scratch.path, "PICAMRNG");
    assertThrows(follow, RingError, "shorter than a header");
  },
});

Deno.test({
  name: "the writer restarts: readers stay, and the numbering goes on",
  ...onTmpfs,
  async fn() {
    using scratch = new ScratchFolder();
    const first = open(scratch.path);
    putMany(first, { first: 0, last: 19, sizeBytes: 500, gop: 5 });
    await using follower = new Watched(scratch.path);
    const cursor = follower.cursor({ from: { kind: "sequence", sequence: 17 } });
    first[Symbol.dispose]();
    using second = open(scratch.path);
    putMany(second, { first: 20, last: 22, sizeBytes: 500, gop: 5 });
    assertEquals(runs(await take(follower, cursor, 6)), "17-22");
    assertEquals(follower.epoch, first.epoch);
    assertEquals(follower.states, []);
  },
});

Deno.test({
  name: "the writer begins a new epoch in the same file: a gap, then its frames",
  ...onTmpfs,
  async fn() {
    using scratch = new ScratchFolder();
    using ring = open(scratch.path);
    putMany(ring, { first: 0, last: 19, sizeBytes: 500, gop: 5 });
    await using follower = new Watched(scratch.path);
    const cursor = follower.cursor();
    takeAll(cursor);
    const former = ring.epoch;
    ring.append(new Uint8Array(500));
    ring.commit({ flags: 1, captureUs: 1, stream: { ...stream, codec: "mjpeg" } });
    assertEquals(runs(await take(follower, cursor, 2)), "epoch -, 0-0");
    assert(ring.epoch !== former);
    assertEquals([follower.epoch, cursor.epoch], [ring.epoch, ring.epoch]);
    assertEquals(follower.stream?.codec, "mjpeg");
  },
});

Deno.test({
  name: "the writer comes back with another size: the same file made anew, a new epoch",
  ...onTmpfs,
  async fn() {
    using scratch = new ScratchFolder();
    const first = open(scratch.path);
    putMany(first, { first: 0, last: 19, sizeBytes: 500, gop: 5 });
    await using follower = new Watched(scratch.path);
    const cursor = follower.cursor();
    takeAll(cursor);
    first[Symbol.dispose]();
    using second = open(scratch.path, 2 * sizeBytes);
    assertMatch(second.discarded ?? "", /262144 bytes, not 524288/);
    putMany(second, { first: 0, last: 9, sizeBytes: 500, gop: 5 });
    const seen = await take(follower, cursor, 2);
    assertStringIncludes(runs(seen), "epoch -, ");
    assertEquals(follower.epoch, second.epoch);
    assertEquals(follower.status().sizeBytes, 2 * sizeBytes);
  },
});

Deno.test({
  name: "the file is removed and comes back: a follower waits, says so, and goes on",
  ...onTmpfs,
  async fn() {
    using scratch = new ScratchFolder();
    const first = open(scratch.path);
    putMany(first, { first: 0, last: 19, sizeBytes: 500, gop: 5 });
    await using follower = new Watched(scratch.path);
    const cursor = follower.cursor({ from: { kind: "oldest" } });
    first[Symbol.dispose]();
    Deno.removeSync(scratch.path);
    await follower.reaches("waiting");
    assertMatch(follower.status().words, /waits for a picam that writes .*: it was removed/);
    assertEquals(runs(takeAll(cursor)), "0-19", "what it has open can still be read");
    using second = open(scratch.path);
    putMany(second, { first: 0, last: 2, sizeBytes: 500, gop: 5 });
    await follower.reaches("following");
    assertEquals(runs(await take(follower, cursor, 4)), "epoch -, 0-2");
    putMany(second, { first: 3, last: 4, sizeBytes: 500, gop: 5 });
    assertEquals(runs(await take(follower, cursor, 2)), "3-4");
    assertEquals(follower.states, ["waiting", "following"]);
  },
});

Deno.test({
  name: "the file turns into something else: a follower waits and keeps its readers",
  ...onTmpfs,
  async fn() {
    using scratch = new ScratchFolder();
    const ring = open(scratch.path);
    putMany(ring, { first: 0, last: 19, sizeBytes: 500, gop: 5 });
    ring[Symbol.dispose]();
    await using follower = new Watched(scratch.path);
    const cursor = follower.cursor();
    takeAll(cursor);
    Deno.writeTextFileSync(scratch.path, "something else");
    await follower.reaches("waiting");
    assertMatch(follower.status().words, /it is not a ring/);
    assertEquals(takeAll(cursor), []);
    const late = follower.cursor({ from: { kind: "oldest" } });
    assertEquals(runs(takeAll(late)), "15-19", "the newest group of pictures is in memory");
    using again = open(scratch.path);
    put(again, { id: 0, sizeBytes: 10, isKey: true });
    assertEquals(runs(await take(follower, cursor, 2)), "epoch -, 0-0");
  },
});

Deno.test({
  name: "a ring that is just being made is waited for",
  ...onTmpfs,
  async fn() {
    using scratch = new ScratchFolder();
    Deno.mkdirSync(scratch.folder);
    Deno.writeFileSync(scratch.path, new Uint8Array(10_000));
    await using follower = new Watched(scratch.path);
    assertEquals(follower.status().state, "waiting");
    assertEquals([follower.head, follower.newestKey, follower.stream], [0, -1, undefined]);
    const cursor = follower.cursor();
    assertEquals(cursor.takeFrame(), undefined);
    using ring = open(scratch.path);
    put(ring, { id: 0, sizeBytes: 10, isKey: true });
    assertEquals(runs(await take(follower, cursor, 2)), "epoch -, 0-0");
    assertEquals(follower.status().state, "following");
  },
});

Deno.test({
  name: "a silent writer is told once, and the first frame ends it",
  ...onTmpfs,
  async fn() {
    using scratch = new ScratchFolder();
    using ring = open(scratch.path);
    let nowMs = 1000;
    await using follower = new Watched(scratch.path, { nowMs: () => nowMs, silentAfterMs: 5000 });
    nowMs += 4999;
    put(ring, { id: 0, sizeBytes: 10, isKey: true });
    await take(follower, follower.cursor(), 1);
    nowMs += 12_000;
    await follower.reaches("silent");
    assertMatch(follower.status().words, /no frame for 12 s/);
    put(ring, { id: 1, sizeBytes: 10 });
    await follower.reaches("following");
    assertEquals(follower.states, ["silent", "following"]);
  },
});
