import { assert, assertEquals, assertMatch } from "@std/assert";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { FrameFlag, type From, type Policy } from "../../lib/frame/mod.ts";
import { createClock } from "../../lib/observe/mod.ts";
import {
  openLink,
  type ReceiveEvent,
  type ReceiveOutcome,
  Receiver,
} from "../../lib/receive/mod.ts";
import { type BadConnection, BadProxy } from "../support/bad_proxy.ts";
import { patternFrames } from "../support/pattern_frames.ts";
import { Serving } from "../support/serving.ts";
import { KeptOutput } from "../unit/receive/kept_output.ts";

const { frames, stream } = patternFrames({ count: 80, width: 160, height: 96, intra: 10 });

/** Puts frames of the pattern camera into a server's ring. */
function add(serving: Serving, first: number, last: number): void {
  for (const { payload, flags, captureUs } of frames.slice(first, last + 1)) {
    serving.ring.append(payload);
    serving.ring.commit({ flags, captureUs, stream });
  }
}

/** A receiver of a bare stream, running. */
function receive(
  place: { protocol: "raw" | "h264"; port: number },
  options: { from?: From; policy?: Policy; attempts?: number; token?: string } = {},
) {
  const { from = { kind: "oldest" }, policy = "gapless", attempts = 0, token } = options;
  const output = new KeptOutput();
  const events: ReceiveEvent[] = [];
  const stop = new AbortController();
  const { nowUs } = createClock();
  const receiver = new Receiver({
    feed: openLink({ ...place, host: "127.0.0.1", href: place.protocol }, {
      agent: "picam/test",
      from,
      policy,
      token,
      nowUs,
      reconnect: { delayMs: 1, attempts },
    }),
    openOutputs: () => [output],
    isGapless: policy === "gapless",
    onEvent: (event) => events.push(event),
    nowUs,
  });
  const outcome = receiver.run(stop.signal);
  const end = (): Promise<ReceiveOutcome> => {
    stop.abort();
    return outcome;
  };
  return { output, events, receiver, outcome, end };
}

/** Which of the pattern camera's frames an output has. */
function indexes(output: KeptOutput): number[] {
  return output.frames.map(({ payload }) =>
    frames.findIndex((frame) =>
      frame.payload.length === payload.length &&
      frame.payload.every((byte, at) => byte === payload[at])
    )
  );
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** A proxy that does so to the first connections, in their order. */
function proxyWith(port: number, plans: readonly BadConnection[]): Promise<BadProxy> {
  return BadProxy.start({ port, plan: (index) => plans[index] ?? {} });
}

Deno.test("a bare stream over TCP is cut into frames that are numbered here", async () => {
  await using serving = await Serving.start();
  add(serving, 0, 14);
  const receiving = receive({ protocol: "raw", port: serving.rawPort });
  await receiving.output.has(4);
  add(serving, 15, 20);
  await receiving.output.has(10);
  assertEquals(indexes(receiving.output), range(10, 19));
  assertEquals(receiving.output.sequences, range(0, 9));
  assertEquals(receiving.output.streams[0]?.width, 160);
  assertEquals(receiving.output.frames[0]?.flags, FrameFlag.key);
  const { end, cameras } = await receiving.end();
  assertEquals([end.kind, cameras[0]?.frames, cameras[0]?.holeCount], ["done", 10, 0]);
});

Deno.test("a bare stream over TCP that is cut within a group of pictures goes on without a hole", async () => {
  await using serving = await Serving.start();
  add(serving, 0, 5);
  await using proxy = await proxyWith(serving.rawPort, [{}]);
  const receiving = receive({ protocol: "raw", port: proxy.port });
  await receiving.output.has(5);
  proxy.cutAll("rst");
  add(serving, 6, 8);
  await receiving.output.has(8);
  add(serving, 9, 12);
  await receiving.output.has(12);
  assertEquals(indexes(receiving.output), range(0, 11));
  const { end, cameras } = await receiving.end();
  assertEquals([end.kind, cameras[0]?.reconnects, cameras[0]?.holeCount], ["done", 1, 0]);
});

Deno.test("a bare stream over TCP that is cut for longer has a hole of unknown size", async () => {
  await using serving = await Serving.start();
  add(serving, 0, 5);
  await using proxy = await proxyWith(serving.rawPort, [{}]);
  const receiving = receive({ protocol: "raw", port: proxy.port });
  await receiving.output.has(5);
  proxy.isRefusing = true;
  proxy.cutAll("rst");
  add(serving, 6, 33);
  proxy.isRefusing = false;
  await receiving.output.has(7);
  assertEquals(indexes(receiving.output).slice(0, 7), [0, 1, 2, 3, 4, 30, 31]);
  assertEquals(receiving.output.gaps, [{ reason: "overrun" }]);
  assertEquals(receiving.output.frames[5]?.flags, FrameFlag.key | FrameFlag.discontinuity);
  const { end, cameras } = await receiving.end();
  assertEquals(end, { kind: "holes" });
  assertEquals(cameras[0]?.holes, [{ reason: "cut" }]);
});

Deno.test("units of a bare stream that are of no use are a hole up to the next key frame", async () => {
  const junk = new Uint8Array(200).fill(0x55);
  junk.set([0, 0, 0, 1, 0xff]); // forbidden_zero_bit is set
  const server = createTcpServer((socket) => {
    for (const { payload } of frames.slice(0, 5)) socket.write(payload);
    socket.write(junk);
    for (const { payload } of frames.slice(5, 14)) socket.write(payload);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  const receiving = receive({ protocol: "raw", port });
  // Frame 4 is given up with what follows it.
  await receiving.output.has(4 + 3);
  const { end, cameras } = await receiving.end();
  server.close();
  assertEquals(end, { kind: "holes" });
  assertEquals(cameras[0]?.holes, [{ reason: "cut" }]);
  assertEquals(indexes(receiving.output).slice(-3), [10, 11, 12]);
  const flags = receiving.output.frames.at(-3)?.flags;
  assertEquals(flags, FrameFlag.key | FrameFlag.discontinuity);
  assertEquals(receiving.events.filter(({ kind }) => kind === "fault").length, 1);
});

Deno.test("a bare stream over HTTP goes on at the last key frame: nothing lost, nothing twice", async () => {
  await using serving = await Serving.start();
  const total = frames.slice(0, 60).reduce((sum, { payload }) => sum + payload.length, 0);
  const plans = [0.1, 0.3, 0.02, 0.5, 0.2, 0.35].map((share, index): BadConnection => ({
    down: {
      cut: { at: Math.round(total * share) + 137 * index, by: index % 2 ? "rst" : "fin" },
      ...(index % 3 ? {} : { segmentBytes: 700 }),
    },
  }));
  await using proxy = await proxyWith(serving.servers.http!.port, plans);
  add(serving, 0, 40);
  const receiving = receive({ protocol: "h264", port: proxy.port });
  await receiving.output.has(40);
  add(serving, 41, 60);
  await receiving.output.has(60);
  assertEquals(indexes(receiving.output), range(0, 59));
  const { end, cameras } = await receiving.end();
  assertEquals([end.kind, cameras[0]?.holeCount], ["done", 0]);
  assert((cameras[0]?.reconnects ?? 0) >= 2);
});

Deno.test("over HTTP the end of a frame with a number of its own makes nothing come twice", async () => {
  await using serving = await Serving.start();
  await using proxy = await proxyWith(serving.servers.http!.port, [{}]);
  for (const { payload, flags, captureUs } of frames.slice(0, 26)) {
    const half = payload.length >> 1;
    serving.ring.append(payload.subarray(0, half));
    serving.ring.commit({ flags, captureUs, stream });
    serving.ring.append(payload.subarray(half));
    serving.ring.commit({ flags: FrameFlag.continuation, captureUs, stream });
  }
  const receiving = receive({ protocol: "h264", port: proxy.port });
  await receiving.output.has(25);
  proxy.cutAll("rst");
  add(serving, 26, 35);
  await receiving.output.has(35);
  assertEquals(indexes(receiving.output), range(0, 34));
  assertEquals((await receiving.end()).cameras[0]?.holeCount, 0);
});

Deno.test("over HTTP a ring that was made anew is a hole, and taken from its oldest frame", async () => {
  await using before = await Serving.start();
  await using after = await Serving.start();
  add(before, 0, 12);
  add(after, 30, 52);
  let { port } = before.servers.http!;
  await using proxy = await BadProxy.start({ port });
  const receiving = receive({ protocol: "h264", port: proxy.port });
  await receiving.output.has(12);
  port = after.servers.http!.port;
  proxy.leadTo(port);
  proxy.cutAll("rst");
  await receiving.output.has(12 + 22);
  assertEquals(indexes(receiving.output), [...range(0, 11), ...range(30, 51)]);
  assertEquals((await receiving.end()).end, { kind: "holes" });
});

Deno.test("what an HTTP server says no with is told in its words, and acted on", async () => {
  await using serving = await Serving.start();
  const unknown = createServer((_, response) => {
    response.writeHead(404, { "Content-Type": "text/html" });
    response.end("<h1>Nothing here</h1>");
  });
  await new Promise<void>((done) => unknown.listen(0, "127.0.0.1", done));
  const { port } = unknown.address() as { port: number };
  const { end } = await receive({ protocol: "h264", port }).outcome;
  unknown.close();
  assert(end.kind === "gave-up");
  assertEquals(end.error.message, "The server answered 404 Not Found");

  const busy = createServer((_, response) => {
    response.writeHead(503, { "Retry-After": "7", "Content-Type": "application/problem+json" });
    response.end(JSON.stringify({ detail: "All 8 places are taken" }));
  });
  await new Promise<void>((done) => busy.listen(0, "127.0.0.1", done));
  const waiting = receive({ protocol: "h264", port: (busy.address() as { port: number }).port });
  while (!waiting.events.some(({ kind }) => kind === "disconnected")) {
    await new Promise((done) => setImmediate(done));
  }
  busy.close();
  assertEquals(waiting.events.at(-1), {
    kind: "disconnected",
    reason: "All 8 places are taken",
    retryMs: 7000,
  });
  await waiting.end();
  assertEquals(serving.errors, []);
});

Deno.test("over HTTP the token is given, and a wrong one ends it", async () => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.authorization);
    response.writeHead(401, { "Content-Type": "application/problem+json" });
    response.end(JSON.stringify({ detail: "The token is wrong" }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  const { end } = await receive({ protocol: "h264", port }, { token: "sesame" }).outcome;
  server.close();
  assert(end.kind === "gave-up");
  assertMatch(end.error.message, /^The token is wrong: .*--token/);
  assertEquals(asked, ["Bearer sesame"]);
});
