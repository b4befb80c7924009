// RAW frames through everything that carries frames: larger than a message, than a socket's room, and
// than what is shared between clients.
import { assert, assertEquals } from "@std/assert";
import { createServer } from "node:net";
import { crc32 } from "../../lib/bytes/mod.ts";
import { type Frame, FrameFlag, type Gap, type StreamInfo } from "../../lib/frame/mod.ts";
import { Push, SharedMessages } from "../../lib/serve/mod.ts";
import {
  accept,
  type Conversation,
  dial,
  dialWebSocket,
  FrameReader,
  socketPipe,
  watch,
} from "../../lib/session/mod.ts";
import { maxPayloadBytes, MessageType } from "../../lib/wire/mod.ts";
import { Serving, type ServingOptions } from "../support/serving.ts";
import { TurnedTiming } from "../support/turned_timing.ts";
import { CollectedLog } from "../unit/capture/collected_log.ts";

/** 1280 × 720, what one message carries; and 3840 × 2400, what takes two. */
const small = { width: 1280, height: 720 }, large = { width: 3840, height: 2400 };

type Size = typeof small;

/** A server with room for four frames and a little. */
function serveRaw({ width, height }: Size, options: ServingOptions = {}): Promise<Serving> {
  return Serving.start({ ringBytes: 4 * (width * height * 2 + 8192) + 65536, ...options });
}

/** Puts a frame in that differs from the one before in every sample. @returns its sum. */
function putRaw(serving: Serving, { width, height }: Size): number {
  const { head } = serving.ring;
  const samples = Uint16Array.from({ length: 4096 }, (_, i) => (i + head * 17) & 4095);
  const payload = new Uint16Array(width * height);
  for (let at = 0; at < payload.length; at += 4096) {
    payload.set(samples.subarray(0, Math.min(4096, payload.length - at)), at);
  }
  const bytes = new Uint8Array(payload.buffer);
  serving.nowUs += 100_000;
  serving.ring.append(bytes);
  serving.ring.commit({
    flags: FrameFlag.key,
    captureUs: serving.nowUs,
    stream: { id: 1, name: "camera", codec: "raw12", width, height, bayer: "RGGB", bitDepth: 12 },
    metadata: { exposureUs: 1000 + head },
  });
  return crc32(bytes);
}

/** What one receiver got: of each frame its number, sum and metadata; and the gaps. */
class Receiver {
  readonly frames: [number, number, unknown][] = [];
  readonly gaps: Gap[] = [];
  stream: StreamInfo | undefined;
  readonly #waiting = new Set<() => void>();

  onFrame({ sequence, payload, metadata }: Frame): void {
    this.frames.push([sequence, crc32(payload), metadata?.["exposureUs"]]);
    for (const wake of this.#waiting) wake();
  }

  onGap(gap: Gap): void {
    this.gaps.push(gap);
  }

  /** Waits until the frame with this number came. */
  async gets(sequence: number): Promise<Receiver["frames"]> {
    while (this.frames.at(-1)?.[0] !== sequence) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    return this.frames;
  }
}

class Viewer extends Receiver implements AsyncDisposable {
  conversation!: Conversation;
  readonly #closed = Promise.withResolvers<void>();

  static async connect(serving: Serving, over: "tcp" | "websocket"): Promise<Viewer> {
    const viewer = new Viewer();
    const { signal } = new AbortController();
    const host = "127.0.0.1";
    const pipe = over === "tcp"
      ? await dial({ host, port: serving.wirePort }, { signal })
      : await dialWebSocket({ host, port: serving.httpPort }, { signal });
    const hello = { agent: "test", role: "view" } as const;
    const welcomed = Promise.withResolvers<void>();
    viewer.conversation = watch({ pipe, hello, nowUs: () => Date.now() * 1000 }, {
      onWelcome: () => welcomed.resolve(),
      onFrame: (frame) => viewer.onFrame(frame),
      onGap: (gap) => viewer.onGap(gap),
      onEnd: () => {},
      onEvent: (event, data) => {
        if (event === "stream") viewer.stream = data as unknown as StreamInfo;
      },
      onClose: () => viewer.#closed.resolve(),
    });
    await welcomed.promise;
    return viewer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.conversation.destroy();
    await this.#closed.promise;
  }
}

for (const [name, size] of Object.entries({ "of one message": small, "of two messages": large })) {
  Deno.test(`RAW frames ${name} reach several receivers whole, over TCP and WebSocket`, async () => {
    await using serving = await serveRaw(size);
    await using one = await Viewer.connect(serving, "tcp");
    await using two = await Viewer.connect(serving, "tcp");
    await using three = await Viewer.connect(serving, "websocket");
    const viewers = [one, two, three];
    const put: [number, number, number][] = [];
    for (let n = 0; n < 3; n++) {
      put.push([n, putRaw(serving, size), 1000 + n]);
      for (const viewer of viewers) await viewer.gets(n);
    }
    for (const { frames, stream } of viewers) {
      assertEquals(frames, put);
      assertEquals([stream?.bayer, stream?.bitDepth, stream?.width], ["RGGB", 12, size.width]);
    }
    assertEquals(serving.errors, []);
  });
}

Deno.test("a live receiver that is slow skips whole RAW frames, and gets no torn one", async () => {
  await using serving = await serveRaw(small, { lagLimitUs: 300_000, ringBytes: 64 << 20 });
  await using viewer = await Viewer.connect(serving, "tcp");
  const sums = [putRaw(serving, small)];
  await viewer.gets(0);
  viewer.conversation.setReading(false);
  for (let n = 0; n < 30; n++) {
    sums.push(putRaw(serving, small));
    await new Promise((go) => setTimeout(go, 0));
  }
  viewer.conversation.setReading(true);
  const frames = await viewer.gets(30);
  const { gaps } = viewer;
  assertEquals(frames, frames.map(([n]) => [n, sums[n]!, 1000 + n]));
  assert(frames.length < 25, `${frames.length} of 31 came`);
  assert(gaps.length > 0 && gaps.every(({ reason }) => reason === "skipped"));
  const skipped = gaps.reduce((sum, { first = 0, last = -1 }) => sum + last - first + 1, 0);
  assertEquals(frames.length + skipped, 31, "what did not come is told");
});

Deno.test("RAW frames of two messages are pushed whole", async () => {
  await using serving = await serveRaw(large);
  const sums = [putRaw(serving, large), putRaw(serving, large)];
  const receiver = new Receiver();
  const open = new Set<Conversation>();
  const server = createServer((socket) => {
    const pipe = socketPipe(socket);
    const reader = new FrameReader({
      onFrame: (frame) => receiver.onFrame(frame),
      onGap: (gap) => receiver.onGap(gap),
      onEnd: () => {},
      onEvent: () => {},
    });
    const options = {
      ...{ pipe, nowUs: () => 0 },
      maxFramePayloadBytes: maxPayloadBytes,
      takesOffers: true,
    };
    open.add(accept(options, (_, conversation) => {
      const welcome = { agent: "r", session: 1, policy: "gapless", heartbeatMs: 5000 };
      conversation.sendJson(MessageType.welcome, { ...welcome, from: { kind: "oldest" } });
      return { onMessage: (message) => reader.push(message), onClose: () => {} };
    }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done()));
  const { port } = server.address() as { port: number };
  const push = new Push({
    url: "tcp://laptop:5000",
    dial: (signal) => dial({ host: "127.0.0.1", port }, { signal }),
    ring: serving.ring,
    sessions: serving.sessions,
    lagLimitUs: 2e6,
    nowUs: () => serving.nowUs,
    expected: { id: 1, name: "camera", codec: "raw12" },
    agent: "picam/test",
    messages: new SharedMessages(),
    events: serving.events,
    log: new CollectedLog().logger,
    timing: new TurnedTiming(),
  });
  assertEquals(await receiver.gets(1), [[0, sums[0]!, 1000], [1, sums[1]!, 1001]]);
  for (const conversation of open) conversation.destroy();
  await push[Symbol.asyncDispose]();
  await new Promise<void>((done) => server.close(() => done()));
});

Deno.test("the bare port gives RAW frames without anything between them", async () => {
  await using serving = await serveRaw(small);
  const sums = [putRaw(serving, small)];
  using socket = await Deno.connect({ hostname: "127.0.0.1", port: serving.rawPort });
  const frame = new Uint8Array(small.width * small.height * 2);
  for (let n = 0; n < 3; n++) {
    if (n > 0) sums.push(putRaw(serving, small));
    for (let at = 0; at < frame.length;) at += (await socket.read(frame.subarray(at))) ?? 0;
    assertEquals(crc32(frame), sums[n]);
  }
});
