import { assert, assertEquals } from "@std/assert";
import { FrameFlag } from "../../../lib/frame/mod.ts";
import { Fragments } from "../../../lib/serve/page/fragments.ts";
import { framesOf } from "../../support/frames_of.ts";
import { topLevel } from "../../support/repository.ts";

async function recorded(name: string) {
  return framesOf(await Deno.readFile(`${topLevel}/tests/testdata/h264/${name}.h264`));
}

Deno.test("the page's player gets each frame at once where pictures come in the order they are shown in", async () => {
  const { frames, stream } = await recorded("x264_low_latency");
  const fragments = new Fragments();
  const made = frames.map((frame) => fragments.add(frame, stream)!);
  assertEquals(made.map(({ length }) => length), frames.map(() => 1));
  const pictures = made.flatMap(([one]) => one!.pictures);
  assertEquals(pictures.map(({ captureUs }) => captureUs), frames.map((each) => each.captureUs));
  assertEquals(pictures.map(({ ticks }) => ticks), frames.map((_, i) => 3600 * (i + 1)));
  assertEquals(made.filter(([one]) => one!.head !== undefined).length, 1);
  assert(made[0]![0]!.head !== undefined);
});

Deno.test("the page's player gets B pictures with the one in front of them, placed where they are shown", async () => {
  const { frames, stream } = await recorded("x264_default");
  const fragments = new Fragments();
  const made = frames.flatMap((frame) => fragments.add(frame, stream)!);
  const pictures = made.flatMap((each) => each.pictures);
  assert(made.length < frames.length * 0.9, "some have B pictures behind them");
  assert(pictures.length >= frames.length - 17, "only the last one waits");
  // Shown one after the other without a hole, though they were not captured in this order.
  assertEquals(
    pictures.map(({ ticks }) => ticks),
    pictures.map((_, i) => pictures[0]!.ticks + 3600 * i),
  );
  assert(pictures.some(({ captureUs }, i) => i > 0 && captureUs < pictures[i - 1]!.captureUs));
});

Deno.test("after a jump the page's player goes on with a key frame, and what waited is given up", async () => {
  const { frames, stream } = await recorded("x264_default");
  const fragments = new Fragments();
  const key = frames.findIndex(({ flags }, i) => i > 0 && (flags & FrameFlag.key) !== 0);
  for (const frame of frames.slice(0, 5)) assert(fragments.add(frame, stream));
  fragments.restart();
  assertEquals(fragments.add(frames[5]!, stream), undefined);
  const later = frames.slice(key, key + 12).flatMap((frame) => fragments.add(frame, stream)!);
  assertEquals(later.flatMap(({ head }) => head ?? []), [], "the decoder is the same");
  const captured = later.flatMap(({ pictures }) => pictures.map(({ captureUs }) => captureUs));
  assertEquals(Math.min(...captured), frames[key]!.captureUs);
});
