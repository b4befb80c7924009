import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Frame, FrameFlag, type From, type Gap, type Policy } from "../../../lib/frame/mod.ts";
import { type Cursor, Ring } from "../../../lib/ring/mod.ts";
import { ArrayModel, ModelReader, type Taken } from "./array_model.ts";
import { isGap, payloadOf, stream } from "./frames.ts";

const sizeBytes = 64 * 1024;
const capacity = sizeBytes - 4096;
const metadataBytes = JSON.stringify({ stream }).length;

type Step =
  | { do: "append"; sizeBytes: number }
  | { do: "commit"; isKey: boolean; afterUs: number }
  | { do: "abandon" }
  | { do: "open"; from: From["kind"]; at: number; policy: Policy; lag: number; bytes: boolean }
  | { do: "take"; reader: number; count: number };

const size = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 900 }) },
  { weight: 3, arbitrary: fc.integer({ min: 900, max: 7500 }) },
  { weight: 1, arbitrary: fc.integer({ min: 15_400, max: 20_000 }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("append" as const), sizeBytes: size }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("commit" as const),
      isKey: fc.integer({ min: 0, max: 4 }).map((value) => value === 0),
      afterUs: fc.integer({ min: 0, max: 100_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("abandon" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("open" as const),
      from: fc.constantFrom("live", "oldest", "ago", "sequence"),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      policy: fc.constantFrom("live", "gapless"),
      lag: fc.constantFrom(0, 300_000, 2_000_000),
      bytes: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("take" as const),
      reader: fc.nat(100),
      count: fc.integer({ min: 1, max: 30 }),
    }),
  },
);

/** A cursor, and what it should be doing. */
interface Reader {
  readonly cursor: Cursor;
  readonly model: ModelReader;
  readonly bytes: boolean;
}

/** The real ring and the array, side by side. */
class Pair implements Disposable {
  readonly ring = new Ring({ path: undefined, sizeBytes, codec: "h264" });
  readonly model = new ArrayModel(capacity / 4);
  readonly readers: Reader[] = [];
  #captureUs = 1e15;
  #id = 0;

  run(step: Step): void {
    if (step.do === "append") {
      const payload = payloadOf({ id: this.#id++, sizeBytes: step.sizeBytes });
      this.ring.append(payload);
      this.model.append(payload);
    } else if (step.do === "commit") this.#commit(step);
    else if (step.do === "open") this.#open(step);
    else if (step.do === "take") this.take(this.readers[step.reader], step.count);
    else {
      this.ring.abandon();
      this.model.abandon();
    }
  }

  take(reader: Reader | undefined, count: number): void {
    for (let taken = 0; reader !== undefined && taken < count; taken++) {
      const real = reader.bytes ? reader.cursor.takeBytes() : reader.cursor.takeFrame();
      const expected = reader.bytes ? reader.model.takeBytes() : reader.model.takeFrame();
      assertEquals(this.#seen(real), expected);
      if (real === undefined) return;
    }
  }

  check(): void {
    const { ring, model } = this;
    assertEquals(ring.head, model.frames.length);
    const newestKey = model.frames.findLastIndex((frame) => frame.isKey);
    assertEquals(ring.newestKey, newestKey >= ring.oldest ? newestKey : -1);
    const held = model.frames.slice(ring.oldest)
      .reduce((sum, frame) => sum + 64 + frame.bytes.length, 0);
    assert(held <= capacity);
    assert(ring.oldest === 0 || held > capacity * 0.4, `only ${held} bytes are held`);
  }

  [Symbol.dispose](): void {
    this.ring[Symbol.dispose]();
  }

  #commit({ isKey, afterUs }: { isKey: boolean; afterUs: number }): void {
    const captureUs = this.#captureUs += afterUs;
    const flags = isKey ? FrameFlag.key : 0;
    this.ring.commit({ flags, captureUs, ...(isKey ? { stream } : {}) });
    this.model.commit({ isKey, captureUs, metadataBytes: isKey ? metadataBytes : 0 });
  }

  #open(step: Step & { do: "open" }): void {
    const { from, start } = this.#start(step);
    const { policy, lag: lagLimitUs } = step;
    this.readers.push({
      cursor: this.ring.cursor({ from, policy, lagLimitUs }),
      model: new ModelReader({ model: this.model, ring: this.ring, start, policy, lagLimitUs }),
      bytes: step.bytes,
    });
  }

  #start(step: Step & { do: "open" }): { from: From; start: number | undefined } {
    const { ring, model } = this;
    if (step.from === "live") {
      return { from: { kind: "live" }, start: model.keyFrom(ring.newestKey, ring) };
    }
    if (step.from === "oldest") return { from: { kind: "oldest" }, start: model.keyFrom(0, ring) };
    if (step.from === "sequence") {
      const sequence = Math.round(step.at * ring.head);
      return { from: { kind: "sequence", sequence }, start: sequence };
    }
    const seconds = step.at * 5;
    const newestUs = model.frames.at(-1)?.captureUs ?? 0;
    const start = model.keyBy(newestUs - seconds * 1e6, ring);
    return { from: { kind: "ago", seconds }, start };
  }

  #seen(item: Frame | Gap | Uint8Array | undefined): Taken {
    if (item === undefined) return undefined;
    if (item instanceof Uint8Array) return [...item];
    if (isGap(item)) return `${item.reason} ${item.first}-${item.last}`;
    assertEquals([...item.payload], this.model.frames[item.sequence]?.bytes);
    assertEquals(item.captureUs, this.model.frames[item.sequence]?.captureUs);
    return item.sequence;
  }
}

Deno.test("whatever comes in and whoever reads, every reader gets what a plain array would give", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 50, maxLength: 500 }), (steps) => {
      using pair = new Pair();
      for (const step of steps) {
        pair.run(step);
        pair.check();
      }
      for (const reader of pair.readers) pair.take(reader, Infinity);
    }),
    { numRuns: 60 },
  );
});
