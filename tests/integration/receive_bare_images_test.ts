import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createServer } from "node:net";
import { FrameFlag, type From, type Policy, type StreamInfo } from "../../lib/frame/mod.ts";
import { createClock } from "../../lib/observe/mod.ts";
import { openLink, type ReceiveEvent, Receiver } from "../../lib/receive/mod.ts";
import { BadProxy } from "../support/bad_proxy.ts";
import { Serving } from "../support/serving.ts";
import { makeImage } from "../unit/mjpeg/images.ts";
import { KeptOutput } from "../unit/receive/kept_output.ts";

const stream: StreamInfo = { id: 1, name: "camera", codec: "mjpeg", width: 64, height: 48 };

/** Images that differ by their number. */
const images = Array.from({ length: 40 }, (_, i) => makeImage({ data: [i, 7, 0xff, i] }));

/** Puts images into a server's ring. */
function add(serving: Serving, first: number, last: number): void {
  for (const [i, image] of images.slice(first, last + 1).entries()) {
    serving.ring.append(image);
    const captureUs = 1e9 + (first + i) * 40_000;
    serving.ring.commit({ flags: FrameFlag.key, captureUs, stream });
  }
}

/** A receiver of a bare stream, running. */
function receive(place: { protocol: "raw" | "mjpeg"; port: number }, from: From, policy: Policy) {
  const output = new KeptOutput();
  const events: ReceiveEvent[] = [];
  const stop = new AbortController();
  const { nowUs } = createClock();
  const receiver = new Receiver({
    feed: openLink({ ...place, host: "127.0.0.1", href: place.protocol }, {
      ...{ agent: "picam/test", from, policy, nowUs, reconnect: { delayMs: 1 } },
    }),
    openOutputs: () => [output],
    isGapless: policy === "gapless",
    onEvent: (event) => events.push(event),
    nowUs,
  });
  const outcome = receiver.run(stop.signal);
  const end = () => {
    stop.abort();
    return outcome;
  };
  return { output, events, outcome, end };
}

/** Which of the images an output has. */
function indexes({ frames }: KeptOutput): number[] {
  return frames.map(({ payload }) =>
    images.findIndex((image) =>
      image.length === payload.length && image.every((byte, at) => byte === payload[at])
    )
  );
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

Deno.test("images come over the bare port as they were, each a key frame", async () => {
  await using serving = await Serving.start();
  add(serving, 0, 4);
  const receiving = receive({ protocol: "raw", port: serving.rawPort }, { kind: "live" }, "live");
  await receiving.output.has(1);
  add(serving, 5, 9);
  await receiving.output.has(6);
  assertEquals(indexes(receiving.output), range(4, 9));
  const { codec, width, height } = receiving.output.streams[0]!;
  assertEquals([codec, width, height], ["mjpeg", 64, 48]);
  assert(receiving.output.frames.every(({ flags }) => flags & FrameFlag.key));
  assertEquals((await receiving.end()).end.kind, "done");
});

Deno.test("images of /stream.mjpg that is cut go on without a hole and none comes twice", async () => {
  await using serving = await Serving.start();
  const half = images.slice(0, 12).reduce((sum, { length }) => sum + length, 0);
  await using proxy = await BadProxy.start({
    port: serving.servers.http!.port,
    plan: (index) => index === 0 ? { down: { segmentBytes: 7, cut: { at: half, by: "rst" } } } : {},
  });
  add(serving, 0, 20);
  const place = { protocol: "mjpeg", port: proxy.port } as const;
  const receiving = receive(place, { kind: "oldest" }, "gapless");
  await receiving.output.has(21);
  add(serving, 21, 30);
  await receiving.output.has(31);
  assertEquals(indexes(receiving.output), range(0, 30));
  const { end, cameras } = await receiving.end();
  assertEquals([end.kind, cameras[0]?.holeCount, cameras[0]?.reconnects], ["done", 0, 1]);
});

Deno.test("RAW frames on a bare port are refused, with the URL that can carry them", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {}); // it is left before all is written
    socket.end(new Uint8Array(Uint16Array.from({ length: 1 << 20 }, (_, i) => i % 4096).buffer));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  const receiving = receive({ protocol: "raw", port }, { kind: "live" }, "live");
  const { end } = await receiving.outcome;
  server.close();
  assert(end.kind === "gave-up");
  assertStringIncludes(end.error.message, "RAW frames cannot be had as a bare stream");
  assertStringIncludes(end.error.message, "tcp://HOST:5000");
});
