import { assertEquals } from "@std/assert";
import { LiveFragments, type LiveSample } from "../../../lib/mp4/mod.ts";
import { join } from "../../support/serving.ts";
import { findBox, numbersOf } from "../../support/mp4_boxes.ts";

/** The samples of a stream in decoding order, one each 100 ticks: `K`, `P` and `B` pictures. */
function samplesOf(kinds: string): LiveSample[] {
  return [...kinds].map((kind, i) => ({
    bytes: Uint8Array.of(i),
    decodeTime: i * 100,
    key: kind === "K",
    isBipredictive: kind === "B",
  }));
}

/** Numbers of the samples of each fragment, and when each of them is shown. */
function play(kinds: string, mayReorder: boolean): [number[], readonly number[]][] {
  const fragments = new LiveFragments();
  return samplesOf(kinds).flatMap((sample) => {
    const made = fragments.add(sample, { mayReorder, nominalTicks: 100 });
    return made === undefined
      ? []
      : [[made.samples.map(({ bytes }) => bytes[0]!), made.shownTimes]];
  });
}

Deno.test("a picture is a fragment at once where pictures are shown in the order they come in", () => {
  assertEquals(play("KPP", false), [[[0], [0]], [[1], [100]], [[2], [200]]]);
});

Deno.test("B pictures go with the one in front of them, and none is shown before it is decoded", () => {
  assertEquals(play("KPBBPPBK", true), [
    [[0], [100]],
    [[1, 2, 3], [400, 200, 300]],
    [[4], [500]],
    [[5, 6], [700, 600]],
  ]);
});

Deno.test("what is not complete can be given up", () => {
  const fragments = new LiveFragments();
  const [first, second, third] = samplesOf("KKP");
  const order = { mayReorder: true, nominalTicks: 100 };
  assertEquals(fragments.add(first!, order), undefined);
  fragments.restart();
  assertEquals(fragments.add(second!, order), undefined);
  assertEquals(fragments.add(third!, order)?.samples, [second!]);
});

Deno.test("B pictures without end do not wait without end", () => {
  const made = play("K" + "B".repeat(40), true);
  assertEquals(made.map(([numbers]) => numbers.length), [17, 17]);
});

Deno.test("fragments are numbered, and say when they are decoded", () => {
  const fragments = new LiveFragments();
  const order = { mayReorder: false, nominalTicks: 100 };
  const whole = samplesOf("KP").map((sample) =>
    join([fragments.add(sample, order)!.head, sample.bytes])
  );
  assertEquals(whole.map((head) => numbersOf(findBox(head, "moof/mfhd")).at(-1)), [1, 2]);
  assertEquals(whole.map((head) => numbersOf(findBox(head, "moof/traf/tfdt")).at(-1)), [0, 100]);
});
