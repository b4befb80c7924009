import { assertEquals, assertStringIncludes } from "@std/assert";
import { FrameFlag, type FrameMetadata, type StreamInfo } from "../../lib/frame/mod.ts";
import { Serving } from "../support/serving.ts";

const stream: StreamInfo = {
  ...{ id: 1, name: "camera", codec: "raw12", width: 6, height: 4, framerate: 10 },
  ...{ bayer: "GBRG", bitDepth: 10 },
};

/** Puts a RAW frame in whose samples say which it is. */
function putRaw(serving: Serving, metadata?: FrameMetadata): Uint8Array<ArrayBuffer> {
  const samples = Uint16Array.from({ length: 24 }, (_, i) => serving.ring.head * 24 + i);
  const payload = new Uint8Array(samples.buffer);
  serving.nowUs += 100_000;
  serving.ring.append(payload);
  const end = { flags: FrameFlag.key, captureUs: serving.nowUs, stream };
  serving.ring.commit({ ...end, ...(metadata === undefined ? {} : { metadata }) });
  return payload;
}

const picamHeaders = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith("picam-")));

Deno.test("the newest RAW frame is given as it is, with what its samples are", async () => {
  await using serving = await Serving.start();
  putRaw(serving);
  const metadata = { exposureUs: 9000, analogueGain: 2.5, place: "Gießen 🌿" };
  const newest = putRaw(serving, metadata);
  const response = await fetch(`${serving.httpUrl}/frame.raw`);
  assertEquals(await response.bytes(), newest);
  const { "picam-metadata": told, ...others } = picamHeaders(response);
  assertEquals(others, {
    "picam-epoch": serving.ring.epoch,
    "picam-sequence": "1",
    "picam-width": "6",
    "picam-height": "4",
    "picam-bayer": "GBRG",
    "picam-bit-depth": "10",
  });
  assertEquals(JSON.parse(told!), metadata);
  assertEquals(response.headers.get("content-type"), "application/octet-stream");
  assertEquals(response.headers.get("x-timestamp"), "1000.200000");
  const head = await fetch(`${serving.httpUrl}/frame.raw`, { method: "HEAD" });
  assertEquals([head.headers.get("content-length"), await head.text()], ["48", ""]);
});

Deno.test("metadata that are too long for a header stay away", async () => {
  await using serving = await Serving.start();
  putRaw(serving, { note: "x".repeat(5000) });
  const response = await fetch(`${serving.httpUrl}/frame.raw`);
  assertEquals(response.headers.get("picam-metadata"), null);
  assertEquals((await response.bytes()).length, 48);
});

Deno.test("a RAW frame that is old is waited for, and where none comes the old one must do", async () => {
  const trouble: { words?: string } = {};
  await using serving = await Serving.start({ notReady: () => trouble.words });
  const old = putRaw(serving);
  serving.nowUs += 60e6;
  const waiting = fetch(`${serving.httpUrl}/frame.raw`);
  while (serving.sessions.totals().active === 0) await new Promise((go) => setTimeout(go, 0));
  const next = putRaw(serving);
  assertEquals(await (await waiting).bytes(), next);
  trouble.words = "The cable is loose";
  serving.nowUs += 60e6;
  assertEquals(await (await fetch(`${serving.httpUrl}/frame.raw`)).bytes(), next);
  assertEquals(old.length, 48);
});

Deno.test("each codec has its own pictures, and says where they are", async () => {
  await using serving = await Serving.start({ notReady: () => "The cable is loose" });
  const refusal = async (path: string) => {
    const response = await fetch(`${serving.httpUrl}${path}`);
    return [response.status, (await response.json()).detail] as const;
  };
  // Nothing came yet, but what will come is known.
  assertEquals((await refusal("/frame.raw"))[0], 406);
  putRaw(serving);
  for (
    const path of ["/frame.jpg", "/stream.h264", "/stream.mp4", "/stream.mjpg", "/clip.mp4?last=1s"]
  ) {
    const [status, detail] = await refusal(path);
    assertEquals(status, 406, path);
    assertStringIncludes(detail, "raw12, which this camera gives; there is /frame.raw");
  }
  serving.addFrame({ key: true });
  const [status, detail] = await refusal("/frame.raw");
  assertEquals(status, 406);
  assertStringIncludes(detail, "/frame.jpg");
});
