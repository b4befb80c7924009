import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { findBox, type Mp4Box, numbersOf, readBoxes } from "../support/mp4_boxes.ts";
import { patternFrames } from "../support/pattern_frames.ts";
import { Serving } from "../support/serving.ts";

const typesOf = (boxes: readonly Mp4Box[]) => boxes.map(({ type }) => type);

/** Decode times of the fragments, in ticks. */
function timesOf(bytes: Uint8Array): number[] {
  return readBoxes(bytes).filter(({ type }) => type === "moof")
    .map((moof) => numbersOf(findBox(moof.content, "traf/tfdt"), 8)[0]!);
}

/** A server with `count` frames at 30 frames a second in it, a key frame every 10. */
async function servingFrames(count: number) {
  const serving = await Serving.start();
  const { frames, stream } = patternFrames({ count: count + 90 });
  for (const frame of frames.slice(0, count)) serving.putFrame(frame, stream);
  return { serving, frames, stream };
}

Deno.test("live MP4 is a head and then one fragment for each frame, on time from 0", async () => {
  const { serving, frames, stream } = await servingFrames(25);
  await using _ = serving;
  const response = await fetch(`${serving.httpUrl}/stream.mp4?duration=1s`);
  assertEquals(response.headers.get("content-type"), "video/mp4");
  assertEquals(response.headers.get("picam-sequence"), "20");
  for (const frame of frames.slice(25, 60)) serving.putFrame(frame, stream);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const types = typesOf(readBoxes(bytes));
  assertEquals(types.slice(0, 2), ["ftyp", "moov"]);
  assertEquals(types.slice(2).join(" "), Array(30).fill("moof mdat").join(" "));
  assertEquals(timesOf(bytes), Array.from({ length: 30 }, (_, i) => i * 3000));
});

Deno.test("a clock that was set is bridged by one frame, forth and back", async () => {
  const { serving, frames, stream } = await servingFrames(10);
  await using _ = serving;
  const { httpUrl } = serving;
  const answer = fetch(`${httpUrl}/stream.mp4?from=oldest`);
  const reader = (await answer).body!.getReader();
  const jumps = [86_400e6, -86_400e6, 5e6];
  for (const [i, jumpUs] of jumps.entries()) {
    const frame = frames[10 * (i + 1)]!;
    const flags = frame.flags | FrameFlag.discontinuity;
    serving.putFrame({ ...frame, flags, captureUs: frame.captureUs + jumpUs }, stream);
  }
  while (serving.sessions.clients()[0]?.frames !== 13) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  const ended = serving.sessions.endAll();
  const parts: Uint8Array[] = [];
  for (let r = await reader.read(); !r.done; r = await reader.read()) parts.push(r.value);
  await ended;
  const bytes = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
  const times = timesOf(bytes);
  assertEquals(times.slice(9, 12), [27_000, 30_000, 33_000]);
  assert(times[12]! > 33_000);
});

Deno.test("a frame whose end came too late is not shown: the viewer waits for a key frame", async () => {
  const { serving, frames, stream } = await servingFrames(11);
  await using _ = serving;
  const response = await fetch(`${serving.httpUrl}/stream.mp4?duration=1s`);
  serving.putFrame({ ...frames[11]!, flags: FrameFlag.continuation }, stream);
  for (const frame of frames.slice(12, 60)) serving.putFrame(frame, stream);
  const times = timesOf(new Uint8Array(await response.arrayBuffer()));
  assertEquals(times.slice(0, 3), [0, 10 * 3000, 11 * 3000]);
});

Deno.test("another size ends the response, and a new request begins with it", async () => {
  const { serving, frames, stream } = await servingFrames(10);
  await using _ = serving;
  const first = await fetch(`${serving.httpUrl}/stream.mp4`);
  const large = patternFrames({ count: 1, width: 640, height: 360 });
  serving.putFrame({ ...large.frames[0]!, captureUs: frames[10]!.captureUs }, large.stream);
  const boxes = typesOf(readBoxes(new Uint8Array(await first.arrayBuffer())));
  assertEquals(boxes.filter((type) => type === "moof").length, 10);
  const second = await fetch(`${serving.httpUrl}/stream.mp4?duration=20ms`);
  serving.putFrame(frames[11]!, stream);
  const bytes = new Uint8Array(await second.arrayBuffer());
  assertEquals(numbersOf(findBox(bytes, "moov/trak/tkhd"), 88).map((n) => n / 65536), [640, 360]);
});

Deno.test("viewers in step get the same samples, and each its own time line", async () => {
  const { serving, frames, stream } = await servingFrames(5);
  await using _ = serving;
  const open = async () => await fetch(`${serving.httpUrl}/stream.mp4?duration=1s`);
  const early = await open();
  for (const frame of frames.slice(5, 12)) serving.putFrame(frame, stream);
  const late = await Promise.all([open(), open(), open()]);
  for (const frame of frames.slice(12, 60)) serving.putFrame(frame, stream);
  const [first, ...others] = await Promise.all(
    [early, ...late].map(async (each) => new Uint8Array(await each.arrayBuffer())),
  );
  const samples = (bytes: Uint8Array) =>
    readBoxes(bytes).filter(({ type }) => type === "mdat").map(({ content }) => content);
  assertEquals(others[1], others[0]);
  assertEquals(others[2], others[0]);
  assertEquals(samples(others[0]!).slice(0, 20), samples(first!).slice(10));
  assertEquals(timesOf(others[0]!), timesOf(first!));
});

Deno.test("what cannot be decoded is passed over until a key frame says how", async () => {
  const { frames, stream } = patternFrames({ count: 40 });
  await using serving = await Serving.start();
  serving.addFrame({ key: true });
  const answer = fetch(`${serving.httpUrl}/stream.mp4`);
  while (serving.sessions.totals().active === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const frame of frames.slice(5)) serving.putFrame(frame, stream);
  const response = await answer;
  assertEquals(response.headers.get("picam-sequence"), "6");
  const reader = response.body!.getReader();
  assertStringIncludes(new TextDecoder().decode((await reader.read()).value), "ftyp");
  await reader.cancel();
  assertEquals(serving.errors, []);
});

Deno.test("another codec is refused with what can be had of it", async () => {
  await using serving = await Serving.start();
  serving.ring.append(new Uint8Array(100));
  serving.ring.commit({
    flags: FrameFlag.key,
    captureUs: 1,
    stream: { id: 1, name: "camera", codec: "mjpeg" },
  });
  for (const path of ["/stream.mp4", "/stream.h264"]) {
    const response = await fetch(serving.httpUrl + path);
    assertEquals(response.status, 406, path);
    assertStringIncludes((await response.json()).detail, "/frame.jpg");
  }
});
