import { assert, assertEquals } from "@std/assert";
import type { From, Policy } from "../../lib/frame/mod.ts";
import { createClock } from "../../lib/observe/mod.ts";
import {
  type LinkAddress,
  type LinkOptions,
  openLink,
  type ReceiveEvent,
  type ReceiveOutcome,
  Receiver,
} from "../../lib/receive/mod.ts";
import { loadServerTls, secureBy, StateFolder } from "../../lib/session/mod.ts";
import { BadProxy } from "../support/bad_proxy.ts";
import { patternFrames } from "../support/pattern_frames.ts";
import { Serving } from "../support/serving.ts";
import { KeptOutput } from "../unit/receive/kept_output.ts";

/** A receiver of a port of this machine, running. */
function receive(
  port: number,
  options: {
    from?: From;
    policy?: Policy;
    frames?: number;
    protocol?: LinkAddress["protocol"];
    secure?: NonNullable<LinkOptions["secure"]>;
  } = {},
) {
  const { from = { kind: "live" }, policy = "gapless", frames, protocol = "wire", secure } =
    options;
  const output = new KeptOutput();
  const events: ReceiveEvent[] = [];
  const stop = new AbortController();
  const { nowUs } = createClock();
  const host = "127.0.0.1";
  const receiver = new Receiver({
    feed: openLink({ protocol, host, port, href: protocol }, {
      agent: "picam/test",
      from,
      policy,
      secure,
      nowUs,
      reconnect: { delayMs: 10 },
    }),
    openOutputs: () => [output],
    isGapless: policy === "gapless",
    limit: { frames },
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

Deno.test("frames of a server come with their bytes, numbers and description", async () => {
  await using serving = await Serving.start();
  serving.addFrame({ key: true });
  serving.addFrame();
  const receiving = receive(serving.wirePort);
  await receiving.output.has(2);
  serving.addFrame({ sizeBytes: 300_000 });
  await receiving.output.has(3);
  assertEquals(receiving.output.sequences, [0, 1, 2]);
  assertEquals(receiving.output.texts[2]?.slice(0, 18), "[frame 2][frame 2]");
  assertEquals(receiving.output.streams[0]?.width, 64);
  const { end, cameras } = await receiving.end();
  assertEquals(end, { kind: "done", why: "stopped" });
  assertEquals(cameras[0]?.frames, 3);
  assertEquals(cameras[0]?.bytes, 300_200);
  assertEquals(receiving.output.closed, 1);
});

Deno.test("so many frames as wanted, and no more", async () => {
  await using serving = await Serving.start();
  for (let count = 0; count < 10; count++) serving.addFrame({ key: count === 0 });
  const receiving = receive(serving.wirePort, { frames: 4 });
  const { end } = await receiving.outcome;
  assertEquals(end, { kind: "done", why: "frames" });
  assertEquals(receiving.output.sequences, [0, 1, 2, 3]);
});

Deno.test("the same over a WebSocket, also after a cut", async () => {
  await using serving = await Serving.start();
  for (let count = 0; count < 7; count++) serving.addFrame({ key: count % 5 === 0 });
  await using proxy = await BadProxy.start({ port: serving.servers.http!.port });
  const receiving = receive(proxy.port, { protocol: "websocket", from: { kind: "oldest" } });
  await receiving.output.has(7);
  proxy.cutAll("rst");
  for (let count = 0; count < 7; count++) serving.addFrame({ sizeBytes: 70_000 });
  await receiving.output.has(14);
  assertEquals(receiving.output.sequences, Array.from({ length: 14 }, (_, index) => index));
  const { end, cameras } = await receiving.end();
  assertEquals([end.kind, cameras[0]?.reconnects, cameras[0]?.holeCount], ["done", 1, 0]);
});

Deno.test("a receiver that stalls is felt by the server, and then has every frame", async () => {
  await using serving = await Serving.start({ ringBytes: 64 << 20 });
  serving.addFrame({ key: true });
  const receiving = receive(serving.wirePort);
  const room = Promise.withResolvers<void>();
  receiving.output.room = room.promise;
  await receiving.output.has(1);
  const sizeBytes = 100_000;
  for (let count = 1; count < 200; count++) serving.addFrame({ sizeBytes });
  // What fits into the sockets and the receiver has gone when the server's place stands still.
  const sent = (): number => serving.sessions.clients()[0]?.frames ?? 0;
  for (let before = -1; before !== sent();) {
    before = sent();
    for (let turn = 0; turn < 200; turn++) await new Promise((done) => setImmediate(done));
  }
  assert(sent() < 200, `${sent()} frames were taken`);
  receiving.output.room = Promise.resolve();
  room.resolve();
  await receiving.output.has(200);
  assertEquals(receiving.output.sequences, Array.from({ length: 200 }, (_, index) => index));
  await receiving.end();
});

Deno.test("every protocol over TLS, and none to a server that is not the pinned one", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "picam-receive-" });
  try {
    const openFolder = (): StateFolder => new StateFolder(folder);
    const tls = await loadServerTls({ kind: "self-signed" }, { openFolder, nowMs: Date.now });
    assert(tls !== undefined);
    await using serving = await Serving.start({ tls });
    const { frames, stream } = patternFrames({ count: 5, width: 160, height: 96 });
    for (const { payload, flags, captureUs } of frames) {
      serving.ring.append(payload);
      serving.ring.commit({ flags, captureUs, stream });
    }
    const ports = {
      wire: serving.wirePort,
      websocket: serving.servers.http!.port,
      h264: serving.servers.http!.port,
    };
    for (const protocol of ["wire", "websocket", "h264"] as const) {
      const from = { kind: "oldest" } as const;
      const secure = secureBy({ pin: tls.fingerprint });
      const right = receive(ports[protocol], { protocol, from, secure });
      // Of a bare stream the last frame is whole when the next one begins.
      await right.output.has(4);
      assertEquals(right.output.frames[3]?.payload, frames[3]?.payload, protocol);
      await right.end();
      const wrong = secureBy({
        pin: tls.fingerprint.replace(/^./, (digit) => digit === "0" ? "1" : "0"),
      });
      const { end } = await receive(ports[protocol], { protocol, from, secure: wrong }).outcome;
      assertEquals(end.kind, "gave-up", protocol);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
