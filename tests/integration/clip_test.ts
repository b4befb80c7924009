import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readPatternStamp } from "../../lib/h264/mod.ts";
import { decodeInput } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";
import { findBox, numbersOf, readBoxes } from "../support/mp4_boxes.ts";
import { defaultStartUs, patternFrames } from "../support/pattern_frames.ts";
import { Serving } from "../support/serving.ts";

/** A server with 10 s at 30 frames a second in it, a key frame every 10. */
async function servingTenSeconds(options: { ringBytes?: number } = {}) {
  const serving = await Serving.start(options);
  const { frames, stream } = patternFrames({ count: 300 });
  for (const frame of frames) serving.putFrame(frame, stream);
  return { serving, frames, stream };
}

/** First frame and duration in ticks, as the movie box has it. */
function spanOf(response: Response, bytes: Uint8Array): [string | null, number] {
  const duration = numbersOf(findBox(bytes, "moov/mvhd"), 28)[0]!;
  return [response.headers.get("picam-sequence"), duration];
}

const second = 90_000;
const iso = (seconds: number): string =>
  new Date(defaultStartUs / 1000 + seconds * 1000).toISOString();
const unix = defaultStartUs / 1e6;

/** Query, first frame, seconds. The newest frame was captured at 9.967 s. */
const cuts: [string, number, number][] = [
  ["last=2s", 230, 7 / 3],
  ["last=9.9", 0, 10],
  ["last=30s", 0, 10],
  ["last=1000000s", 0, 10],
  ["last=1000000", 0, 10],
  ["from=oldest", 0, 10],
  ["from=-2s&to=-1s", 230, 39 / 30],
  ["from=-5s&duration=1s", 140, 39 / 30],
  ["from=seq:30&to=seq:60", 30, 1],
  ["from=seq:35&to=seq:60", 30, 1],
  [`from=${iso(2)}&to=${iso(3)}`, 60, 1],
  [`from=${unix + 2}&to=${unix + 3.5}`, 60, 1.5],
  [`from=${unix + 4}000&duration=500ms`, 120, 0.5],
  [`from=${(unix + 4) * 1e6}&duration=20ms`, 120, 1 / 30],
];

Deno.test("a clip begins at the key frame at or before what was asked, and is as long", async () => {
  const { serving } = await servingTenSeconds();
  await using _ = serving;
  for (const [query, first, seconds] of cuts) {
    const response = await fetch(`${serving.httpUrl}/clip.mp4?${query}`);
    assertEquals(response.status, 200, query);
    const bytes = new Uint8Array(await response.arrayBuffer());
    assertEquals(Number(response.headers.get("content-length")), bytes.length, query);
    assertEquals(readBoxes(bytes).map(({ type }) => type), ["ftyp", "moov", "mdat"]);
    const [sequence, ticks] = spanOf(response, bytes);
    assertEquals(sequence, String(first), query);
    assert(Math.abs(ticks - seconds * second) <= 30, `${query}: ${ticks / second} s`);
  }
  assertEquals(serving.errors, []);
});

Deno.test("of the last 30 s it is what there is, be it one frame, or after the clock was set back", async () => {
  await using serving = await Serving.start();
  const { frames, stream } = patternFrames({ count: 40 });
  const cut = async (): Promise<[string | null, number]> => {
    const response = await fetch(`${serving.httpUrl}/clip.mp4?last=30s`);
    assertEquals(response.status, 200);
    return spanOf(response, new Uint8Array(await response.arrayBuffer()));
  };
  serving.putFrame(frames[0]!, stream);
  assertEquals(await cut(), ["0", 3000]);
  for (const frame of frames.slice(1, 30)) serving.putFrame(frame, stream);
  const [first, ticks] = await cut();
  assert(first === "0" && Math.abs(ticks - second) <= 30, `${first}: ${ticks}`);
  const hourUs = 3600e6;
  for (const frame of frames.slice(30)) {
    serving.putFrame({ ...frame, captureUs: frame.captureUs - hourUs }, stream);
  }
  await cut();
});

Deno.test("what there is not is said in words", async () => {
  const { serving } = await servingTenSeconds();
  await using _ = serving;
  const cases: [string, number, string][] = [
    ["", 400, "?last=30s"],
    ["last=0", 400, "last must be a time"],
    ["last=0s", 400, "last must be a time"],
    ["last=-3s", 400, "last must be a time"],
    ["last=NaN", 400, "last must be a time"],
    ["from=-1000000s", 404, "there are 10.0 s"],
    ["from=-60s&to=-5s", 404, "beginning is not held"],
    ["from=-1000000", 404, "?from=oldest"],
    ["last=3s&to=-1s", 400, "last goes without"],
    ["from=later", 400, "from must be"],
    ["from=-2s&to=-3s", 400, "after its beginning"],
    ["from=seq:50&to=seq:20", 400, "after its beginning"],
    ["from=seq:20&to=-1s&duration=1s", 400, "not both"],
    ["from=seq:300", 404, "Frame 300 is not held"],
    ["from=seq:10&to=seq:301", 404, "Frame 301"],
    ["from=seq:10&epoch=other", 409, "epoch"],
    [`from=${iso(-60)}&to=${iso(5)}`, 404, "beginning is not held"],
    [`from=${iso(5)}&to=${iso(60)}`, 404, "still to come"],
    ["from=2026-99-99T00:00:00Z", 400, "from must be"],
    ["from=99999999999999999999", 400, "from must be"],
  ];
  for (const [query, status, words] of cases) {
    const response = await fetch(`${serving.httpUrl}/clip.mp4?${query}`);
    assertEquals(response.status, status, query);
    assertStringIncludes((await response.json()).detail, words, query);
  }
  assertEquals([serving.errors, serving.sessions.totals().active], [[], 0]);
});

Deno.test("without frames a clip is not there yet, and HEAD has no body", async () => {
  await using empty = await Serving.start({ notReady: () => "The cable is loose" });
  const none = await fetch(`${empty.httpUrl}/clip.mp4?last=1s`);
  assertEquals([none.status, none.headers.get("retry-after")], [503, "5"]);
  await none.body!.cancel();
  const { serving } = await servingTenSeconds();
  await using _ = serving;
  const head = await fetch(`${serving.httpUrl}/clip.mp4?from=oldest`, { method: "HEAD" });
  assertEquals(await head.text(), "");
  const whole = await fetch(`${serving.httpUrl}/clip.mp4?from=oldest`);
  const bytes = await whole.arrayBuffer();
  assertEquals(head.headers.get("content-length"), String(bytes.byteLength));
  assertStringIncludes(whole.headers.get("content-disposition")!, 'filename="camera-2025');
});

Deno.test("a clip of fixed frames can be had in parts", async () => {
  const { serving } = await servingTenSeconds();
  await using _ = serving;
  const moving = await fetch(`${serving.httpUrl}/clip.mp4?last=3s`, {
    headers: { range: "bytes=0-9" },
  });
  assertEquals([moving.status, moving.headers.get("accept-ranges")], [200, "none"]);
  const whole = new Uint8Array(await moving.arrayBuffer());
  const url = serving.httpUrl + moving.headers.get("content-location");
  const size = whole.length;
  const ranges: [string, number, number][] = [
    ["bytes=0-9", 0, 10],
    ["bytes=100-", 100, size],
    ["bytes=-50", size - 50, size],
    [`bytes=5000-${size * 2}`, 5000, size],
  ];
  for (const [range, from, to] of ranges) {
    const response = await fetch(url, { headers: { range } });
    assertEquals(response.status, 206, range);
    assertEquals(response.headers.get("content-range"), `bytes ${from}-${to - 1}/${size}`);
    assertEquals(new Uint8Array(await response.arrayBuffer()), whole.slice(from, to), range);
  }
  const beyond = await fetch(url, { headers: { range: `bytes=${size}-` } });
  assertEquals([beyond.status, beyond.headers.get("content-range")], [416, `bytes */${size}`]);
  await beyond.body!.cancel();
});

Deno.test("a client whose frames leave the ring gets a broken answer, never a wrong file", async () => {
  await using serving = await Serving.start({ ringBytes: 16 << 20 });
  const { frames, stream } = patternFrames({ count: 10 });
  const sei = new Uint8Array(100_000).fill(0x55);
  sei.set([0, 0, 0, 1, 6]);
  const put = (i: number) => {
    const frame = frames[i % 10]!;
    const payload = new Uint8Array([...frame.payload, ...sei]);
    serving.putFrame({ ...frame, payload, captureUs: defaultStartUs + i * 33_333 }, stream);
  };
  for (let i = 0; i < 140; i++) put(i);
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: serving.httpPort });
  const request = "GET /clip.mp4?from=oldest HTTP/1.1\r\nHost: localhost\r\n\r\n";
  await connection.write(new TextEncoder().encode(request));
  while (!((serving.sessions.clients()[0]?.bytes ?? 0) > 0)) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (let i = 140; i < 400; i++) put(i);
  const buffer = new Uint8Array(1 << 20);
  let size = 0;
  for (;;) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) break;
    size += count;
  }
  assert(size > 0 && size < 14_000_000, `${size} bytes`);
  assertEquals(serving.broken.length, 1);
  assertStringIncludes(serving.broken[0]!, "left the ring");
  assertEquals(serving.sessions.totals().active, 0);
});

Deno.test("a clip over a change of size says where to cut", async () => {
  const { serving } = await servingTenSeconds();
  await using _ = serving;
  const large = patternFrames({ count: 1, width: 640, height: 360, startUs: defaultStartUs + 1e7 });
  serving.putFrame(large.frames[0]!, large.stream);
  const response = await fetch(`${serving.httpUrl}/clip.mp4?last=5s`);
  assertEquals(response.status, 409);
  assertStringIncludes((await response.json()).detail, "to=seq:300 or from=seq:300");
});

Deno.test({
  name: "ffmpeg decodes a clip to the very pictures that were asked for",
  ...judgedBy("ffmpeg"),
  async fn() {
    const { serving } = await servingTenSeconds();
    await using _ = serving;
    const url = `${serving.httpUrl}/clip.mp4?from=seq:100&to=seq:145`;
    const { lumas, width, height, complaints } = await decodeInput(["-i", url]);
    assertEquals(complaints, "");
    const numbers = lumas.map((luma) =>
      readPatternStamp(luma, { width, height, stride: width })?.frameNumber
    );
    assertEquals(numbers, Array.from({ length: 45 }, (_, i) => 100 + i));
    const seek = await decodeInput(["-ss", "0.5", "-i", url, "-frames:v", "1"]);
    const shape = { width, height, stride: width };
    assertEquals(readPatternStamp(seek.lumas[0]!, shape)?.frameNumber, 115);
  },
});
