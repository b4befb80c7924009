import { assertEquals, assertRejects } from "@std/assert";
import { defaultProfile } from "../../../lib/isp/mod.ts";
import { Darkroom } from "../../../lib/record/mod.ts";
import { rawFrame, rawStream } from "./raw_frames.ts";

const profile = { ...defaultProfile, gamma: "off" } as const;

Deno.test("outputs that ask for the same frame get the same picture, each in its form", async () => {
  await using darkroom = new Darkroom({ profile, workers: 1 });
  const frame = rawFrame(0, 2048);
  const [rgb, png, again] = await Promise.all([
    darkroom.rgb(frame, rawStream),
    darkroom.png(frame, { stream: rawStream, compression: "stored" }),
    darkroom.rgb(frame, rawStream),
  ]);
  assertEquals(rgb, new Uint8Array(32 * 16 * 3).fill(128));
  assertEquals(again, rgb);
  assertEquals([...png.subarray(1, 4)], [..."PNG"].map((letter) => letter.charCodeAt(0)));
});

Deno.test("of pictures of 16 bits the nearest bytes are given where bytes are wanted", async () => {
  await using darkroom = new Darkroom({ profile, workers: 1, depth: 16 });
  const rgb = await darkroom.rgb(rawFrame(0, 1024), rawStream);
  assertEquals(rgb, new Uint8Array(32 * 16 * 3).fill(64));
});

Deno.test("a stream that does not tell its bits has all of them", async () => {
  await using darkroom = new Darkroom({ profile, workers: 1 });
  const { bitDepth: _, ...stream } = rawStream;
  assertEquals((await darkroom.rgb(rawFrame(0, 2048), stream))[0], 128);
});

Deno.test("a picture that is given back does not change what was given of it", async () => {
  await using darkroom = new Darkroom({ profile, workers: 1 });
  const first = await darkroom.rgb(rawFrame(0, 0), rawStream);
  await darkroom.rgb(rawFrame(1, 4095), rawStream);
  assertEquals(first, new Uint8Array(32 * 16 * 3));
});

Deno.test("what cannot be developed is told to whoever asks, and the next frame is", async () => {
  await using darkroom = new Darkroom({ profile, workers: 1 });
  const { bayer: _, ...strange } = rawStream;
  await assertRejects(() => darkroom.rgb(rawFrame(0), strange), TypeError);
  assertEquals((await darkroom.rgb(rawFrame(1, 0), rawStream))[0], 0);
});
