import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { FrameFlag, type StreamInfo } from "../../lib/frame/mod.ts";
import { join, Serving } from "../support/serving.ts";
import { makeImage } from "../unit/mjpeg/images.ts";

const stream: StreamInfo = { id: 1, name: "camera", codec: "mjpeg", width: 64, height: 48 };

/** Puts an image in that says which it is, and lets those who wait have it. */
async function putImage(serving: Serving, sizeBytes = 20): Promise<Uint8Array<ArrayBuffer>> {
  const image = makeImage({ data: [serving.ring.head] });
  const payload = new Uint8Array(Math.max(sizeBytes, image.length));
  payload.set(image);
  serving.nowUs += 40_000;
  const frame = { sequence: 0, captureUs: serving.nowUs, flags: FrameFlag.key, streamId: 1 };
  serving.putFrame({ ...frame, payload }, stream);
  await new Promise((resolve) => setTimeout(resolve, 0));
  return payload;
}

/** Parts of a multipart body, by the rules of RFC 2046: heads by their names, and bodies. */
function readParts(body: Uint8Array): { heads: Headers; body: Uint8Array }[] {
  const text = new TextDecoder("latin1").decode(body);
  assert(text.startsWith("--picam-image\r\n"));
  return text.split("--picam-image\r\n").slice(1).flatMap((part) => {
    const end = part.indexOf("\r\n\r\n");
    if (end <= 0) return [];
    const lines = part.slice(0, end).split("\r\n").map((line) => line.split(": "));
    const bytes = Uint8Array.from(part.slice(end + 4), (char) => char.charCodeAt(0));
    return [{ heads: new Headers(lines as [string, string][]), body: bytes }];
  });
}

Deno.test("each image is a part, complete with the boundary that follows it", async () => {
  await using serving = await Serving.start();
  const old = await putImage(serving);
  const newest = await putImage(serving);
  const response = await fetch(`${serving.httpUrl}/stream.mjpg`);
  assertEquals(
    response.headers.get("content-type"),
    "multipart/x-mixed-replace; boundary=picam-image",
  );
  assertEquals(response.headers.get("picam-sequence"), "1");
  const reader = response.body!.getReader();
  const read: Uint8Array[] = [];
  const text = () => new TextDecoder("latin1").decode(join(read));
  const boundaries = async (count: number) => {
    while (text().split("--picam-image\r\n").length - 1 < count) {
      read.push((await reader.read()).value!);
    }
  };
  await boundaries(2); // nothing has come after this image: browsers show it now
  const next = await putImage(serving);
  await boundaries(3);
  const done = serving.sessions.endAll();
  for (let item = await reader.read(); !item.done; item = await reader.read()) {
    read.push(item.value);
  }
  await done;
  assert(text().endsWith("\r\n--picam-image\r\n\r\n--picam-image--\r\n"));
  const parts = readParts(join(read));
  assertEquals(parts.length, 2);
  for (const [n, image] of [newest, next].entries()) {
    const { heads, body } = parts[n]!;
    assertEquals(heads.get("content-type"), "image/jpeg");
    assertEquals(heads.get("content-length"), String(image.length));
    assertEquals(heads.get("picam-sequence"), String(n + 1));
    assertEquals(heads.get("x-timestamp"), `1000.${String((n + 2) * 40_000).padStart(6, "0")}`);
    assertEquals(body.subarray(0, image.length), image);
  }
  assert(old.length > 0);
});

Deno.test("a client that takes nothing for a while gets the newest image next, and no queue", async () => {
  await using serving = await Serving.start({ ringBytes: 32 << 20 });
  await putImage(serving, 400_000);
  using socket = await Deno.connect({ hostname: "127.0.0.1", port: serving.httpPort });
  const request = "GET /stream.mjpg HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
  await socket.write(new TextEncoder().encode(request));
  for (let i = 0; i < 60; i++) await putImage(serving, 400_000);
  const newest = serving.ring.head - 1;
  const decoder = new TextDecoder("latin1");
  const buffer = new Uint8Array(1 << 20);
  const sequences: number[] = [];
  let tail = "";
  while (sequences.at(-1) !== newest) {
    const length = await socket.read(buffer);
    assert(length !== null);
    const text = tail + decoder.decode(buffer.subarray(0, length));
    const heads = [...text.matchAll(/Picam-Sequence: (\d+)\r\n\r\n/g)];
    sequences.push(...heads.map(([, sequence]) => Number(sequence)));
    tail = text.slice(Math.max(text.length - 30, (heads.at(-1)?.index ?? 0) + 1));
  }
  const jumps = sequences.slice(1).filter((n, i) => n - sequences[i]! > 1);
  assertEquals(sequences, sequences.toSorted((a, b) => a - b));
  assert(sequences.length < 50, `${sequences.length} of 61 came: nothing was left out`);
  // What its socket had taken already comes in order; from there it goes to the newest at once.
  assertEquals(jumps, [newest], sequences.join(" "));
  assert(serving.sessions.clients()[0]!.skippedFrames > 0);
});

Deno.test("past images come one by one for who asks for them", async () => {
  await using serving = await Serving.start();
  for (let i = 0; i < 20; i++) await putImage(serving);
  const url = `${serving.httpUrl}/stream.mjpg?from=oldest&duration=400ms`;
  const body = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const sequences = readParts(body).map(({ heads }) => Number(heads.get("picam-sequence")));
  assertEquals(sequences, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("a stream that the codec cannot give is refused with those that it can", async () => {
  await using serving = await Serving.start();
  await putImage(serving);
  for (const path of ["stream.h264", "stream.mp4"]) {
    const response = await fetch(`${serving.httpUrl}/${path}`);
    const { detail } = await response.json();
    assertEquals(response.status, 406);
    assertStringIncludes(detail, "/stream.mjpg");
  }
  const head = await fetch(`${serving.httpUrl}/stream.mjpg`, { method: "HEAD" });
  assertEquals([head.status, await head.text()], [200, ""]);
  serving.addFrame({ key: true });
  const response = await fetch(`${serving.httpUrl}/stream.mjpg`);
  assertEquals(response.status, 406);
  assertStringIncludes((await response.json()).detail, "/stream.h264");
});

Deno.test("a stream of images ends properly where H.264 takes its place", async () => {
  await using serving = await Serving.start();
  await putImage(serving);
  const response = await fetch(`${serving.httpUrl}/stream.mjpg`);
  const body = response.text();
  serving.addFrame({ key: true });
  assert((await body).endsWith("--picam-image--\r\n"));
});

Deno.test("the newest image is given as it is; one that is old is waited for", async () => {
  await using serving = await Serving.start();
  const first = await putImage(serving);
  const fresh = await fetch(`${serving.httpUrl}/frame.jpg`);
  assertEquals(new Uint8Array(await fresh.arrayBuffer()), first);
  assertEquals(fresh.headers.get("content-type"), "image/jpeg");
  assertEquals(fresh.headers.get("picam-sequence"), "0");
  serving.nowUs += 60e6;
  const waiting = fetch(`${serving.httpUrl}/frame.jpg`);
  while (serving.sessions.totals().active === 0) await new Promise((go) => setTimeout(go, 0));
  const next = await putImage(serving);
  const answer = await waiting;
  assertEquals(new Uint8Array(await answer.arrayBuffer()), next);
  assertEquals(answer.headers.get("picam-sequence"), "1");
});

Deno.test("the bare port gives images one behind the other, from the newest on", async () => {
  await using serving = await Serving.start();
  await putImage(serving);
  const newest = await putImage(serving);
  using socket = await Deno.connect({ hostname: "127.0.0.1", port: serving.rawPort });
  while (serving.sessions.totals().active === 0) await new Promise((go) => setTimeout(go, 0));
  const next = await putImage(serving);
  const wanted = join([newest, next]);
  const buffer = new Uint8Array(wanted.length);
  for (let at = 0; at < buffer.length;) at += (await socket.read(buffer.subarray(at))) ?? 0;
  assertEquals(buffer, wanted);
});

Deno.test("by the live policy whoever falls behind goes on at the newest image itself", async () => {
  await using serving = await Serving.start();
  await putImage(serving);
  const cursor = serving.ring.cursor({ policy: "live", lagLimitUs: 100_000 });
  cursor.takeFrame();
  assertEquals(cursor.takeFrame(), undefined);
  for (let i = 1; i <= 10; i++) await putImage(serving);
  assertEquals(cursor.takeFrame(), { first: 1, last: 9, reason: "skipped" });
  const frame = cursor.takeFrame();
  assertEquals(frame && "sequence" in frame && frame.sequence, 10);
});
