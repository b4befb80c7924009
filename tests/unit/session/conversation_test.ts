import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { accept, Conversation, type ConversationListener } from "../../../lib/session/mod.ts";
import {
  encodeJson,
  encodeMessage,
  type Message,
  MessageDecoder,
  MessageType,
  RequestError,
  type WireError,
} from "../../../lib/wire/mod.ts";
import { type PipeEnd, pipePair } from "../../support/pipe_pair.ts";
import { TurnedTiming } from "../../support/turned_timing.ts";

/** A listener that keeps what it hears. */
class Heard implements ConversationListener {
  readonly messages: Message[] = [];
  readonly reports: unknown[] = [];
  closed: { reason: WireError | undefined } | undefined;
  drains = 0;
  onMessage(message: Message): void {
    this.messages.push(message);
  }
  onReport(report: unknown): void {
    this.reports.push(report);
  }
  onDrain(): void {
    this.drains++;
  }
  onClose(reason: WireError | undefined): void {
    this.closed = { reason };
  }
}

interface Side {
  readonly conversation: Conversation;
  readonly heard: Heard;
  readonly pipe: PipeEnd;
}

function bothSides(
  options: { offsetUs?: number; delayMs?: number } = {},
): { timing: TurnedTiming; near: Side; far: Side } {
  const timing = new TurnedTiming();
  const [nearPipe, farPipe] = pipePair();
  const side = (pipe: PipeEnd, offsetUs: number): Side => {
    const nowUs = (): number => 1e12 + timing.nowMs() * 1000 + offsetUs;
    const conversation = new Conversation({ pipe, nowUs, timing, heartbeatMs: 5000 });
    const heard = new Heard();
    conversation.open(heard);
    return { conversation, heard, pipe };
  };
  return { timing, near: side(nearPipe, 0), far: side(farPipe, options.offsetUs ?? 0) };
}

/** What an end has written, as messages. */
function messagesOf(pipe: PipeEnd): Message[] {
  const messages: Message[] = [];
  const decoder = new MessageDecoder({ onMessage: (message) => messages.push(message) });
  for (const bytes of pipe.written) decoder.push(bytes);
  return messages;
}

Deno.test("who has sent nothing for a heartbeat sends PING; both stay, however long", async () => {
  const { timing, near, far } = bothSides();
  await timing.turn(60_000);
  const pings = messagesOf(near.pipe).filter(({ type }) => type === MessageType.ping);
  assertEquals([pings.length >= 8, near.heard.closed, far.heard.closed], [
    true,
    undefined,
    undefined,
  ]);
  near.conversation.destroy();
});

Deno.test("who has heard nothing for three heartbeats closes and says why", async () => {
  const timing = new TurnedTiming();
  const [pipe] = pipePair();
  const heard = new Heard();
  new Conversation({ pipe, nowUs: () => 0, timing, heartbeatMs: 1000 }).open(heard);
  await timing.turn(2900);
  assertEquals(heard.closed, undefined);
  await timing.turn(200);
  assertEquals([heard.closed?.reason?.message, pipe.closedBy], [
    "The other side has gone silent",
    "destroy",
  ]);
  assertEquals(timing.waiting, 0);
});

Deno.test("who does not read because it cannot keep up does not take that for silence", async () => {
  const timing = new TurnedTiming();
  const [pipe] = pipePair();
  const heard = new Heard();
  const conversation = new Conversation({ pipe, nowUs: () => 0, timing, heartbeatMs: 1000 });
  conversation.open(heard);
  conversation.setReading(false);
  await timing.turn(20_000);
  assertEquals([heard.closed, pipe.isReading], [undefined, false]);
  conversation.setReading(true);
  await timing.turn(2900);
  assertEquals(heard.closed, undefined);
  await timing.turn(200);
  assertEquals(heard.closed?.reason?.message, "The other side has gone silent");
});

Deno.test("PING is answered with both clocks, and the offset is theirs", () => {
  const { near, far } = bothSides({ offsetUs: 7_000_123 });
  near.conversation.ping();
  assertEquals(near.conversation.clock.estimate, { offsetUs: 7_000_123, roundTripUs: 0 });
  assertEquals(far.conversation.clock.estimate, undefined);
  near.conversation.destroy();
});

Deno.test("a report that comes with PING is told", () => {
  const { near, far } = bothSides();
  const report = { received: 5, dropped: 1, latencyUs: { p50: 1, p95: 2, p99: 3 } };
  near.pipe.write(encodeJson(MessageType.ping, report, { timestampUs: 1 }));
  assertEquals(far.heard.reports, [report]);
  near.conversation.destroy();
});

Deno.test("a request is answered, refused, or fails when the connection is closed", async () => {
  const { near, far } = bothSides();
  const first = near.conversation.request("status", { a: 1 });
  const second = near.conversation.request("nonsense");
  const third = near.conversation.request("never");
  const sent = far.heard.messages.map(({ payload }) =>
    JSON.parse(new TextDecoder().decode(payload))
  );
  assertEquals(sent.map(({ method, params }) => [method, params]), [
    ["status", { a: 1 }],
    ["nonsense", {}],
    ["never", {}],
  ]);
  const answer = (value: unknown): boolean =>
    far.conversation.sendJson(MessageType.response, value);
  answer({ id: 99, result: "to nobody" });
  answer({ id: sent[1].id, error: { code: "unknown-method", message: "no such" } });
  answer({ id: sent[0].id, result: { ok: true } });
  assertEquals(await first, { ok: true });
  const refused = await assertRejects(() => second, RequestError, "no such");
  assertEquals(refused.code, "unknown-method");
  near.conversation.destroy();
  await assertRejects(() => third, RequestError, "closed");
  await assertRejects(() => near.conversation.request("late"), RequestError, "closed");
});

Deno.test("bytes that are no message are answered with ERROR, and the connection is closed", () => {
  const { near, far } = bothSides();
  near.pipe.write(new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"));
  const [error] = messagesOf(far.pipe);
  assertEquals([error?.type, far.pipe.closedBy], [MessageType.error, "end"]);
  assertEquals(near.heard.closed?.reason?.code, "protocol");
  assertInstanceOf(far.heard.closed?.reason, Error);
});

Deno.test("frames are refused where none are taken, before their bytes are waited for", () => {
  const { near, far } = bothSides();
  const frame = encodeMessage({
    type: MessageType.frame,
    flags: 0,
    streamId: 1,
    sequence: 0,
    timestampUs: 0,
    payload: new Uint8Array(1000),
  });
  near.pipe.write(frame.subarray(0, 40));
  assertEquals(far.heard.closed?.reason?.code, "forbidden");
});

Deno.test("without room, PONG is left out and messages are kept to a limit", () => {
  const { near, far } = bothSides();
  far.pipe.setRoom(false);
  assertEquals(far.conversation.sendJson(MessageType.event, { event: "a", data: {} }), false);
  const before = far.pipe.written.length;
  for (let count = 0; count < 100; count++) near.conversation.ping();
  assertEquals(far.pipe.written.length, before);
  far.pipe.setRoom(true);
  assertEquals([far.heard.drains, far.conversation.hasRoom], [1, true]);
  far.pipe.setRoom(false);
  const data = { text: "x".repeat(60_000) };
  for (let count = 0; count < 30; count++) {
    far.conversation.sendJson(MessageType.event, { event: "b", data });
  }
  assertEquals([far.pipe.closedBy, far.heard.closed?.reason?.message], [
    "destroy",
    "The other side takes nothing",
  ]);
});

Deno.test("a frame before HELLO is refused by its header, one after WELCOME is taken", () => {
  const payload = new Uint8Array(1000);
  const { frame: type } = MessageType;
  const frame = encodeMessage({
    type,
    flags: 0,
    streamId: 1,
    sequence: 0,
    timestampUs: 0,
    payload,
  });
  const listen = (): { pipe: PipeEnd; heard: Heard; reply: PipeEnd } => {
    const [pipe, reply] = pipePair();
    const heard = new Heard();
    accept({ pipe: reply, nowUs: () => 0, maxFramePayloadBytes: 4096 }, () => heard);
    return { pipe, heard, reply };
  };
  const early = listen();
  early.pipe.write(frame.subarray(0, 40));
  assertEquals(early.reply.closedBy, "end");
  const late = listen();
  const hello = { agent: "test", role: "view" };
  late.pipe.write(encodeJson(MessageType.hello, hello, { timestampUs: 0 }));
  late.pipe.write(frame);
  assertEquals(late.heard.messages.map(({ payload: { length } }) => length), [1000]);
  late.pipe.destroy();
});

Deno.test("the clock is asked for four times at once and four times within two seconds", async () => {
  const { timing, near } = bothSides();
  const pings = (): number =>
    messagesOf(near.pipe).filter(({ type }) => type === MessageType.ping).length;
  near.conversation.learnClock();
  assertEquals(pings(), 4);
  await timing.turn(2000);
  assertEquals(pings(), 8);
  near.conversation.destroy();
  assertEquals(timing.waiting, 0);
});
