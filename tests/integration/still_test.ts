import { assertEquals, assertStringIncludes } from "@std/assert";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { readPatternStamp } from "../../lib/h264/mod.ts";
import { decodeInput } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";
import { patternFrames } from "../support/pattern_frames.ts";
import { Picam } from "../support/picam.ts";
import { Serving } from "../support/serving.ts";

/** Takes the name of the frames for a picture of them. */
const nameOf = (pictures: readonly Uint8Array<ArrayBuffer>[]) =>
  Promise.resolve(new Uint8Array([pictures.length]));

Deno.test("a still is of the newest frame, and shared for a second", async () => {
  let nowMs = 0;
  let count = 0;
  const decode = (pictures: readonly Uint8Array<ArrayBuffer>[]) => {
    count++;
    return nameOf(pictures);
  };
  await using serving = await Serving.start({ still: { decode, nowMs: () => nowMs } });
  const { frames, stream } = patternFrames({ count: 40 });
  for (const frame of frames.slice(0, 25)) serving.putFrame(frame, stream);
  const ask = async () => {
    const response = await fetch(`${serving.httpUrl}/frame.jpg`);
    assertEquals(response.headers.get("content-type"), "image/jpeg");
    const image = new Uint8Array(await response.arrayBuffer());
    return [response.headers.get("picam-sequence"), ...image];
  };
  assertEquals(await Promise.all([ask(), ask(), ask()]), Array(3).fill(["24", 5]));
  assertEquals(count, 1);
  serving.putFrame(frames[25]!, stream);
  nowMs = 999;
  assertEquals(await ask(), ["24", 5]);
  nowMs = 1000;
  assertEquals(await ask(), ["25", 6]);
  serving.putFrame({ ...frames[26]!, flags: FrameFlag.continuation }, stream);
  nowMs = 2000;
  assertEquals(await ask(), ["25", 6]);
  const head = await fetch(`${serving.httpUrl}/frame.jpg`, { method: "HEAD" });
  assertEquals([head.headers.get("content-length"), await head.text()], ["1", ""]);
});

Deno.test("without frames there is none yet, and an MJPEG camera's own is handed on", async () => {
  await using serving = await Serving.start({ notReady: () => "The cable is loose" });
  const none = await fetch(`${serving.httpUrl}/frame.jpg`);
  assertEquals(none.status, 503);
  assertStringIncludes((await none.json()).detail, "cable");
  serving.ring.append(new Uint8Array([0xff, 0xd8, 0xff, 0xd9]));
  const stream = { id: 1, name: "camera", codec: "mjpeg" } as const;
  serving.ring.commit({ flags: FrameFlag.key, captureUs: 1, stream });
  const response = await fetch(`${serving.httpUrl}/frame.jpg`);
  assertEquals([...new Uint8Array(await response.arrayBuffer())], [0xff, 0xd8, 0xff, 0xd9]);
});

Deno.test({
  name: "ffmpeg makes a JPEG of the newest picture, and of rubbish an answer in words",
  ...judgedBy("ffmpeg"),
  async fn() {
    await using serving = await Serving.start();
    const { frames, stream } = patternFrames({ count: 40, width: 640, height: 360 });
    for (const frame of frames.slice(0, 37)) serving.putFrame(frame, stream);
    const response = await fetch(`${serving.httpUrl}/frame.jpg`);
    assertEquals([response.status, response.headers.get("picam-sequence")], [200, "36"]);
    const jpeg = new Uint8Array(await response.arrayBuffer());
    const { lumas, width, height, complaints } = await decodeInput(
      ["-f", "mjpeg", "-i", "pipe:0"],
      jpeg,
    );
    assertEquals([width, height, complaints], [640, 360, ""]);
    assertEquals(
      readPatternStamp(lumas[0]!, { width, height, stride: width })?.frameNumber,
      36,
    );
    await using broken = await Serving.start();
    broken.addFrame({ key: true });
    const refused = await fetch(`${broken.httpUrl}/frame.jpg`);
    assertEquals(refused.status, 503);
    assertStringIncludes((await refused.json()).detail, "ffmpeg made no picture");
    assertEquals(broken.errors, []);
  },
});

Deno.test("without ffmpeg a still is not implemented, and it is said what to install", async () => {
  const path = await Deno.makeTempDir({ prefix: "picam-still-" });
  try {
    await using picam = await Picam.start(["--source", "pattern"], { env: { PATH: path } });
    let response = await fetch(`${picam.url}/frame.jpg`);
    while (response.status === 503) {
      await response.body?.cancel();
      response = await fetch(`${picam.url}/frame.jpg`);
    }
    assertEquals(response.status, 501);
    assertStringIncludes((await response.json()).detail, "apt-get install ffmpeg");
  } finally {
    await Deno.remove(path, { recursive: true });
  }
});
