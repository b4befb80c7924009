import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join, readExactly, Serving } from "../support/serving.ts";

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Sends text over a connection of its own and reads until the other side closes. */
async function talk(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(new TextEncoder().encode(text));
  const parts: Uint8Array[] = [];
  const buffer = new Uint8Array(65536);
  for (;;) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) return decode(join(parts));
    parts.push(buffer.slice(0, count));
  }
}

Deno.test("a viewer over HTTP begins at the newest key frame and gets each byte as it comes", async () => {
  await using serving = await Serving.start();
  serving.addFrame({ key: true });
  serving.addFrame();
  const key = serving.addFrame({ key: true });
  const next = serving.addFrame();
  const response = await fetch(`${serving.httpUrl}/stream.h264`);
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("content-type"), "video/h264");
  assertEquals(response.headers.get("picam-epoch"), serving.ring.epoch);
  assertEquals(response.headers.get("picam-sequence"), "2");
  const reader = response.body!.getReader();
  assertEquals(decode(await readExactly(reader, 200)), decode(key) + decode(next));
  serving.ring.append(new TextEncoder().encode("half of a frame"));
  assertEquals(decode(await readExactly(reader, 15)), "half of a frame");
  serving.ring.append(new TextEncoder().encode(", its end"));
  assertEquals(decode(await readExactly(reader, 9)), ", its end");
  serving.endFrame(false);
  const last = serving.addFrame();
  assertEquals(await readExactly(reader, 100), last);
  assertEquals(serving.sessions.clients()[0]?.frames, 4);
  const ended = serving.sessions.endAll();
  assertEquals((await reader.read()).done, true);
  await ended;
});

Deno.test("viewers in step share a chunk, and each gets every byte once", async () => {
  await using serving = await Serving.start();
  const key = serving.addFrame({ key: true });
  const readers = [];
  for (let i = 0; i < 4; i++) {
    const response = await fetch(`${serving.httpUrl}/stream.h264`);
    readers.push(response.body!.getReader());
  }
  for (const reader of readers) assertEquals(await readExactly(reader, 100), key);
  for (let i = 0; i < 20; i++) {
    const frame = serving.addFrame({ sizeBytes: 1 + i * 997 });
    for (const reader of readers) assertEquals(await readExactly(reader, frame.length), frame);
  }
  const ended = serving.sessions.endAll();
  for (const reader of readers) assertEquals((await reader.read()).done, true);
  await ended;
});

Deno.test("a client of HTTP/1.0 gets the bytes without chunks around them", async () => {
  await using serving = await Serving.start();
  const frames = [serving.addFrame({ key: true }), serving.addFrame()];
  const answer = talk(serving.httpUrl, "GET /stream.h264?duration=66ms HTTP/1.0\r\n\r\n");
  while (serving.sessions.totals().active === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  serving.addFrame();
  const [head, body] = (await answer).split("\r\n\r\n");
  assertMatch(head!, /^HTTP\/1\.[01] 200 OK/);
  assertEquals(body, decode(join(frames)));
});

Deno.test("a viewer over bare TCP gets the same bytes, without anything around them", async () => {
  await using serving = await Serving.start();
  const key = serving.addFrame({ key: true });
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: serving.rawPort });
  const reader = connection.readable.getReader();
  assertEquals(await readExactly(reader, 100), key);
  const next = serving.addFrame();
  assertEquals(await readExactly(reader, 100), next);
  await reader.cancel();
});

Deno.test("the past can be asked for by time, by number and from the oldest", async () => {
  await using serving = await Serving.start();
  const frames = Array.from({ length: 90 }, (_, i) => serving.addFrame({ key: i % 30 === 0 }));
  const cases = [["oldest", 0], ["-1s", 30], ["-0.5s", 60], ["-1h", 0], ["seq:77", 77]] as const;
  for (const [from, first] of cases) {
    const response = await fetch(
      `${serving.httpUrl}/stream.h264?from=${from}&epoch=${serving.ring.epoch}`,
    );
    assertEquals(response.headers.get("picam-sequence"), String(first), from);
    const reader = response.body!.getReader();
    const expected = join(frames.slice(first));
    assertEquals(await readExactly(reader, expected.length), expected, from);
    await reader.cancel();
  }
});

Deno.test("duration is that much of capture time, in whole frames, and a proper end", async () => {
  await using serving = await Serving.start();
  const frames = Array.from({ length: 90 }, (_, i) => serving.addFrame({ key: i % 30 === 0 }));
  const response = await fetch(`${serving.httpUrl}/stream.h264?from=oldest&duration=2s`);
  assertEquals(new Uint8Array(await response.arrayBuffer()), join(frames.slice(0, 60)));
});

Deno.test("a request without frames waits for the first key frame", async () => {
  await using serving = await Serving.start();
  const answer = fetch(`${serving.httpUrl}/stream.h264`);
  while (serving.sessions.totals().active === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  const key = serving.addFrame({ key: true });
  const response = await answer;
  assertEquals(response.headers.get("picam-sequence"), "0");
  const reader = response.body!.getReader();
  assertEquals(await readExactly(reader, 100), key);
  await reader.cancel();
});

Deno.test("wrong requests get the right answer, and in words", async () => {
  await using serving = await Serving.start();
  serving.addFrame({ key: true });
  const cases: [string, RequestInit, number, string][] = [
    ["/nothing", {}, 404, "/nothing"],
    ["/stream.h264?from=seq:5", {}, 416, "the next one will be 1"],
    ["/stream.h264?from=seq:0&epoch=other", {}, 409, serving.ring.epoch],
    ["/stream.h264?from=later", {}, 400, "later"],
    ["/stream.h264", { method: "POST", body: "x" }, 405, "POST"],
    ["/stream.h264", { method: "DELETE" }, 405, "GET, HEAD"],
    ["/../../etc/passwd", {}, 404, "/etc/passwd"],
    ["/__proto__", {}, 404, "/__proto__"],
    ["/%00%ff", {}, 404, "%00"],
  ];
  for (const [path, init, status, words] of cases) {
    const response = await fetch(serving.httpUrl + path, init);
    assertEquals(response.status, status, path);
    assertEquals(response.headers.get("content-type"), "application/problem+json", path);
    const problem = await response.json();
    assertEquals(problem.status, status);
    assertStringIncludes(problem.detail, words);
  }
  assertEquals(serving.errors, []);
});

Deno.test("HEAD answers as GET does, without a body", async () => {
  await using serving = await Serving.start();
  serving.addFrame({ key: true });
  const answer = await talk(
    serving.httpUrl,
    "HEAD /stream.h264 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
  );
  assertMatch(answer, /^HTTP\/1\.1 200 OK\r\n/);
  assertMatch(answer, /picam-sequence: 0/i);
  assert(answer.endsWith("\r\n\r\n"));
});

Deno.test("broken, oversized and foreign requests are refused, and the server goes on", async () => {
  await using serving = await Serving.start();
  serving.addFrame({ key: true });
  const long = "a".repeat(20_000);
  const cases: [string, RegExp][] = [
    ["GARBAGE\r\n\r\n", /^HTTP\/1\.1 400|^$/],
    [`GET /${long} HTTP/1.1\r\nHost: localhost\r\n\r\n`, /^HTTP\/1\.1 4(14|31)|^$/],
    [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${long}\r\n\r\n`, /^HTTP\/1\.1 431|^$/],
    ["GET / HTTP/1.1\r\nHost: evil.com\r\nConnection: close\r\n\r\n", /^HTTP\/1\.1 421 /],
    ["\u0000\u0001\u0002\u0003\r\n\r\n", /^HTTP\/1\.1 400|^$/],
  ];
  for (const [request, expected] of cases) {
    assertMatch(await talk(serving.httpUrl, request), expected, request.slice(0, 40));
  }
  const response = await fetch(`${serving.httpUrl}/stream.h264?from=oldest&duration=20ms`);
  serving.addFrame();
  assertEquals((await response.arrayBuffer()).byteLength, 100);
  assertEquals(serving.errors, []);
});

Deno.test("past the limit a viewer is refused with a hint when to come again", async () => {
  await using serving = await Serving.start({ limit: 1 });
  serving.addFrame({ key: true });
  const first = await fetch(`${serving.httpUrl}/stream.h264`);
  const second = await fetch(`${serving.httpUrl}/stream.h264`);
  assertEquals(second.status, 503);
  assertEquals(second.headers.get("retry-after"), "5");
  assertStringIncludes((await second.json()).detail, "--max-clients");
  using third = await Deno.connect({ hostname: "127.0.0.1", port: serving.rawPort });
  assertEquals(await third.read(new Uint8Array(1)).catch(() => null), null);
  assertEquals(serving.sessions.totals().refused, 2);
  await first.body!.cancel();
});

Deno.test("a client that takes nothing holds nothing: it skips, is counted and is closed", async () => {
  await using serving = await Serving.start({ stallLimitMs: 1000, lagLimitUs: 1_000_000 });
  serving.addFrame({ key: true });
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: serving.rawPort });
  while (serving.sessions.totals().active === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  const other = await fetch(`${serving.httpUrl}/stream.h264`);
  const reader = other.body!.getReader();
  let taken = (await reader.read()).value!.length;
  // More than any socket buffer takes: the cursor of the one that reads nothing must stay behind.
  for (let i = 1; i <= 300; i++) {
    serving.addFrame({ key: i % 10 === 0, sizeBytes: 50_000 });
    while (taken < 100 + i * 50_000) taken += (await reader.read()).value!.length;
  }
  const stalled = serving.sessions.clients().find((client) => client.protocol === "raw-tcp");
  assert(stalled !== undefined && stalled.lagMs > 1000, `lag ${stalled?.lagMs} ms`);
  assertEquals(serving.sessions.clients().find((client) => client.protocol === "http")?.lagMs, 0);
  serving.sessions.sweep();
  serving.nowUs += 2_000_000;
  serving.sessions.sweep();
  while (serving.sessions.totals().active > 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assertEquals(serving.sessions.totals().stalled, 1);
  await reader.cancel();
  connection.close();
});

Deno.test("a slow client that comes back goes on at the newest key frame, all bytes whole", async () => {
  await using serving = await Serving.start({ lagLimitUs: 1_000_000 });
  serving.addFrame({ key: true });
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: serving.rawPort });
  while (serving.sessions.totals().active === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  const sizeBytes = 50_010;
  for (let i = 1; i <= 400; i++) {
    serving.addFrame({ key: i % 10 === 0, sizeBytes });
    if (i % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const reader = connection.readable.getReader();
  let text = "";
  const end = `[frame 400]`;
  while (!text.endsWith(end.slice(0, 10)) && !text.slice(-sizeBytes).includes(end)) {
    text += decode((await reader.read()).value!);
  }
  const seen = [...new Set(text.match(/\[frame \d+\]/g))].map((name) =>
    Number(name.match(/\d+/)![0])
  );
  const jump = seen.findIndex((sequence, i) => i > 0 && sequence !== seen[i - 1]! + 1);
  assert(jump > 0, "it never skipped");
  assertEquals(seen[jump]! % 10, 0, "it went on at something else than a key frame");
  assertEquals(serving.sessions.clients()[0]!.skips > 0, true);
  await reader.cancel();
});

Deno.test("half-open connections do not keep viewers out", async () => {
  await using serving = await Serving.start({ limit: 4 });
  serving.addFrame({ key: true });
  const { hostname, port } = new URL(serving.httpUrl);
  const halfOpen = await Promise.all(Array.from({ length: 100 }, async () => {
    const connection = await Deno.connect({ hostname, port: Number(port) });
    await connection.write(new TextEncoder().encode("GET /stream.h264 HTTP/1.1\r\nHo"));
    return connection;
  }));
  const response = await fetch(`${serving.httpUrl}/stream.h264?duration=20ms`);
  serving.addFrame();
  assertEquals((await response.arrayBuffer()).byteLength, 100);
  for (const connection of halfOpen) connection.close();
});
