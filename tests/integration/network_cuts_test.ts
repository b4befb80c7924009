import { setImmediate } from "node:timers";
import { assert, assertEquals } from "@std/assert";
import { type BadConnection, BadProxy } from "../support/bad_proxy.ts";
import { encodeJson, encodeMessage, MessageDecoder, MessageType } from "../../lib/wire/mod.ts";
import { message } from "../unit/wire/messages.ts";
import { frameBytes, join, Serving } from "../support/serving.ts";
import { Reception } from "./network_rig.ts";

/** Frames of a short session, and bytes of each. */
const count = 5;
const sizeBytes = 40;
/** Sessions that run at the same time. */
const lanes = 8;

/** A short session whose first connection goes wrong, and what comes of it in the end. */
async function session(serving: Serving, wrong: BadConnection): Promise<void> {
  const proxy = await BadProxy.start({
    port: serving.wirePort,
    plan: (index) => index === 0 ? wrong : {},
  });
  await using reception = new Reception(proxy);
  await reception.reaches(count - 1);
  // What goes wrong behind the last frame is waited for as well, and the connection after it.
  while (proxy.connections < 2 || !isReceiving(reception)) await turn();
  const { end, cameras } = await reception.end();
  assertEquals(end, { kind: "done", why: "stopped" });
  assertEquals(reception.output.sequences, [0, 1, 2, 3, 4], JSON.stringify(wrong));
  const expected = Array.from({ length: count }, (_, index) => frameBytes(index, sizeBytes));
  assertEquals(reception.output.frames.map(({ payload }) => payload), expected);
  assertEquals(cameras[0]!.holeCount, 0);
}

function isReceiving({ receiver }: Reception): boolean {
  return receiver.status().cameras[0]?.state === "receiving";
}

/** Lets everything else happen that can. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** One session for each offset of one direction. @returns how many sessions that were. */
async function everyOffset(plan: (at: number) => BadConnection, upTo: number): Promise<number> {
  await using serving = await Serving.start({ limit: 4 * lanes });
  for (let index = 0; index < count; index++) serving.addFrame({ key: index % 3 === 0, sizeBytes });
  let at = 0;
  await Promise.all(Array.from({ length: lanes }, async () => {
    while (at < upTo) await session(serving, plan(at++));
  }));
  assertEquals(serving.errors, []);
  return at;
}

/** Bytes of a session that goes well, each way: no session has fewer. */
async function sizes(): Promise<{ up: number; down: number }> {
  await using serving = await Serving.start();
  for (let index = 0; index < count; index++) serving.addFrame({ key: index % 3 === 0, sizeBytes });
  const hello = { agent: "test", role: "view", from: { kind: "oldest" }, policy: "gapless" };
  const pings = new Array(4).fill(encodeMessage(message({ type: MessageType.ping })));
  const said = join([encodeJson(MessageType.hello, hello, { timestampUs: 0 }), ...pings]);
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: serving.wirePort });
  await connection.write(said);
  let heard = 0;
  let down = 0;
  const decoder = new MessageDecoder({ onMessage: () => heard++ });
  // WELCOME, the frames and four PONGs.
  while (heard < 1 + count + 4) {
    const bytes = new Uint8Array(65_536);
    const length = await connection.read(bytes) ?? 0;
    decoder.push(bytes.subarray(0, length));
    down += length;
  }
  return { up: said.length, down };
}

for (const by of ["fin", "rst"] as const) {
  Deno.test(`a session cut by ${by} at every byte that comes: whole in the end`, async () => {
    const { down } = await sizes();
    assert(await everyOffset((at) => ({ down: { cut: { at, by } } }), down) > 800);
  });

  Deno.test(`a session cut by ${by} at every byte that goes: whole in the end`, async () => {
    const { up } = await sizes();
    assert(await everyOffset((at) => ({ up: { cut: { at, by } } }), up) > 200);
  });
}

Deno.test("a session with a bit turned in every byte that comes: whole in the end", async () => {
  const { down } = await sizes();
  // Not in the first four: who does not begin with PCAM speaks another protocol, for all one knows.
  const plan = (at: number): BadConnection => ({
    down: { flip: { at: at + 4, bits: 1 << at % 8 } },
  });
  assert(await everyOffset(plan, down - 4) > 800);
});

Deno.test("a session with a bit turned in every byte that goes: whole in the end", async () => {
  const { up } = await sizes();
  const plan = (at: number): BadConnection => ({ up: { flip: { at, bits: 1 << at % 8 } } });
  assert(await everyOffset(plan, up) > 200);
});
