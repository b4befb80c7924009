import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { headerSize } from "../../lib/ring/file_header.ts";
import { type Cursor, Ring } from "../../lib/ring/mod.ts";
import { assertIs, isGap, put, type Sample } from "../unit/ring/frames.ts";
import { onTmpfs, ScratchFolder } from "../unit/ring/scratch_path.ts";

const sizeBytes = 64 * 1024;

type Step =
  | { do: "put"; count: number }
  | { do: "damage"; offset: number; bytes: Uint8Array }
  | { do: "open"; at: number }
  | { do: "take"; count: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("put" as const), count: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    do: fc.constant("damage" as const),
    offset: fc.integer({ min: headerSize, max: sizeBytes - 200 }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 200 }),
  }),
  fc.record({ do: fc.constant("open" as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ do: fc.constant("take" as const), count: fc.integer({ min: 1, max: 60 }) }),
);

function sampleOf(id: number): Sample {
  return { id, sizeBytes: 1 + (id * 397) % 3000, isKey: id % 7 === 0 };
}

/** Follows one cursor: frames and gaps must join without a hole. */
class Follower {
  next: number;
  #afterGap = false;

  constructor(readonly cursor: Cursor) {
    this.next = cursor.sequence;
  }

  take(): boolean {
    const item = this.cursor.takeFrame();
    if (item === undefined) return false;
    if (isGap(item)) {
      assertEquals(item.first, this.next);
      assert(item.last !== undefined && item.last >= item.first!);
      this.next = item.last + 1;
      this.#afterGap = true;
      return true;
    }
    assertEquals(item.sequence, this.next++);
    assertIs(item, sampleOf(item.sequence));
    assert(!this.#afterGap || (item.flags & FrameFlag.key) !== 0);
    this.#afterGap = false;
    return true;
  }
}

Deno.test({
  name: "a foreign hand in the records of a running ring: gaps without holes, never a wrong frame",
  ...onTmpfs,
  fn() {
    using scratch = new ScratchFolder();
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 100 }), (steps) => {
        using ring = new Ring({ path: scratch.path, sizeBytes, codec: "mjpeg" });
        put(ring, sampleOf(0)); // is H.264: the next run discards it and begins an epoch
        using foreign = Deno.openSync(scratch.path, { write: true });
        const followers: Follower[] = [];
        for (const step of steps) {
          if (step.do === "put") {
            for (let left = step.count; left > 0; left--) put(ring, sampleOf(ring.head));
          } else if (step.do === "open") {
            const sequence = Math.round(step.at * ring.head);
            followers.push(new Follower(ring.cursor({ from: { kind: "sequence", sequence } })));
          } else if (step.do === "take") {
            for (const each of followers) for (let n = step.count; n > 0 && each.take(); n--);
          } else {
            foreign.seekSync(step.offset, Deno.SeekMode.Start);
            foreign.writeSync(step.bytes);
          }
        }
        for (let more = 0; more < 7; more++) put(ring, sampleOf(ring.head));
        for (const each of followers) {
          while (each.take());
          assertEquals(each.next, ring.head);
        }
      }),
      { numRuns: 100 },
    );
  },
});
