import { assert, assertEquals } from "@std/assert";
import { KeyIndex } from "../../../lib/ring/key_index.ts";

const capacity = 2048 * 100;

function indexOf(places: readonly [sequence: number, offset: number][]): KeyIndex {
  const keys = new KeyIndex(capacity);
  for (const [sequence, offset] of places) {
    keys.add({ sequence, offset, captureUs: sequence * 1000 });
  }
  return keys;
}

Deno.test("the nearest noted key frame before and after a number is found", () => {
  const keys = indexOf([[10, 0], [20, 1000], [30, 2000]]);
  assertEquals([9, 10, 19, 20, 99].map((sequence) => keys.atOrBefore(sequence)?.sequence), [
    undefined,
    10,
    10,
    20,
    30,
  ]);
  assertEquals([0, 10, 29, 30].map((sequence) => keys.after(sequence)?.sequence), [
    10,
    20,
    30,
    undefined,
  ]);
});

Deno.test("of key frames that lie close together only some are noted", () => {
  const keys = new KeyIndex(capacity);
  for (let sequence = 0; sequence < 20_000; sequence++) {
    keys.add({ sequence, offset: sequence * 8, captureUs: sequence });
  }
  let noted = 0;
  for (let at = keys.after(-1); at !== undefined; at = keys.after(at.sequence)) noted++;
  assert(noted <= 2048 && noted > 1500, `${noted} are noted`);
});

Deno.test("the index does not grow over many laps", () => {
  const keys = new KeyIndex(capacity);
  const held = capacity / 64;
  for (let sequence = 0; sequence < 50_000; sequence++) {
    keys.dropBefore(sequence - held);
    keys.add({ sequence, offset: sequence * 64 % capacity, captureUs: sequence });
  }
  let noted = 0;
  for (let at = keys.after(-1); at !== undefined; at = keys.after(at.sequence)) noted++;
  assert(noted <= 2048, `${noted} are noted`);
  assertEquals(keys.atOrBefore(49_999 - held - 100), undefined);
});

Deno.test("what lies before a number is forgotten", () => {
  const keys = indexOf([[10, 0], [20, 1000], [30, 2000]]);
  keys.dropBefore(15);
  assertEquals(keys.after(-1)?.sequence, 20);
  keys.dropBefore(31);
  assertEquals(keys.after(-1), undefined);
});

Deno.test("an age is counted back from the newest frame", () => {
  const keys = indexOf([[10, 0], [20, 1000], [30, 2000]]);
  const at = (agoUs: number): number | undefined => keys.ago(35_000, agoUs)?.sequence;
  assertEquals([0, 5000, 5001, 15_000, 25_000, 25_001].map(at), [
    30,
    30,
    20,
    20,
    10,
    undefined,
  ]);
  assertEquals(keys.ago(35_000, 8000)?.targetUs, 27_000);
});
