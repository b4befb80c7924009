import { assertEquals } from "@std/assert";
import type { From, Policy } from "../../lib/frame/mod.ts";
import { createClock } from "../../lib/observe/mod.ts";
import {
  openLink,
  type ReceiveEvent,
  type ReceiveOutcome,
  Receiver,
} from "../../lib/receive/mod.ts";
import { Serving } from "../support/serving.ts";
import { KeptOutput } from "../unit/receive/kept_output.ts";

/** A receiver of a port of this machine, running. */
function receive(port: number, options: { from?: From; policy?: Policy; frames?: number } = {}) {
  const { from = { kind: "live" }, policy = "gapless", frames } = options;
  const output = new KeptOutput();
  const events: ReceiveEvent[] = [];
  const stop = new AbortController();
  const { nowUs } = createClock();
  const host = "127.0.0.1";
  const receiver = new Receiver({
    feed: openLink({ protocol: "wire", host, port, href: `tcp://${host}:${port}` }, {
      agent: "picam/test",
      from,
      policy,
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
