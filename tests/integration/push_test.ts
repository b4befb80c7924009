import { assertEquals, assertMatch } from "@std/assert";
import { createServer, type Server } from "node:net";
import type { From } from "../../lib/frame/mod.ts";
import { Push, type PushOptions, SharedMessages } from "../../lib/serve/mod.ts";
import { accept, type Conversation, dial, FrameReader, socketPipe } from "../../lib/session/mod.ts";
import { type Hello, maxPayloadBytes, MessageType, WireError } from "../../lib/wire/mod.ts";
import { Serving } from "../support/serving.ts";
import { TurnedTiming } from "../support/turned_timing.ts";
import { CollectedLog } from "../unit/capture/collected_log.ts";

/** A receiver that takes what a camera pushes, and keeps it in words. */
class Receiver implements AsyncDisposable {
  readonly heard: string[] = [];
  readonly hellos: Hello[] = [];
  /** What WELCOME says, or why there is none. */
  answer: From | WireError = { kind: "live" };
  readonly #server: Server;
  readonly #open = new Set<Conversation>();
  readonly #waiting = new Set<() => void>();

  private constructor() {
    this.#server = createServer({ noDelay: true }, (socket) => {
      const pipe = socketPipe(socket);
      const options = {
        ...{ pipe, nowUs: () => 0 },
        maxFramePayloadBytes: maxPayloadBytes,
        takesOffers: true,
      };
      this.#open.add(accept(options, (hello, conversation) => this.#greet(hello, conversation)));
    });
  }

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((done) => receiver.#server.listen(0, "127.0.0.1", () => done()));
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  #greet(hello: Hello, conversation: Conversation) {
    this.hellos.push(hello);
    const reader = new FrameReader({
      onFrame: ({ sequence }) => this.#hear(`${sequence}`),
      onGap: ({ first, last, reason }) => this.#hear(`gap ${first}-${last} ${reason}`),
      onEnd: (reason) => this.#hear(`end ${reason}`),
      onEvent: (event, data) => this.#hear(`event ${event} ${JSON.stringify(data)}`),
    });
    if (this.answer instanceof WireError) throw this.answer;
    const welcome = { agent: "r", session: 1, policy: "gapless", heartbeatMs: 5000 };
    conversation.sendJson(MessageType.welcome, { ...welcome, from: this.answer });
    this.#hear("hello");
    return {
      onMessage: (message: Parameters<FrameReader["push"]>[0]) => reader.push(message),
      onClose: () => this.#hear("close"),
    };
  }

  #hear(words: string): void {
    this.heard.push(words);
    for (const wake of this.#waiting) wake();
  }

  async hears(count: number): Promise<string[]> {
    while (this.heard.length < count) {
      await new Promise<void>((done) => this.#waiting.add(done));
    }
    return this.heard;
  }

  /** Cuts every connection. */
  cut(): void {
    for (const conversation of this.#open) conversation.destroy();
    this.#open.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }
}

function startPush(
  serving: Serving,
  port: number,
  options: Partial<PushOptions> = {},
) {
  const timing = new TurnedTiming();
  const log = new CollectedLog();
  const push = new Push({
    url: "tcp://laptop:5000",
    dial: (signal) => dial({ host: "127.0.0.1", port }, { signal }),
    token: "push secret",
    ring: serving.ring,
    sessions: serving.sessions,
    lagLimitUs: 2e6,
    nowUs: () => serving.nowUs,
    expected: { id: 1, name: "camera", codec: "h264" },
    agent: "picam/test",
    messages: new SharedMessages(),
    events: serving.events,
    log: log.logger,
    timing,
    ...options,
  });
  return { push, timing, log };
}

Deno.test("a camera that dials out gives what the receiver lacks, and the rest after a cut", async () => {
  await using serving = await Serving.start();
  for (let index = 0; index < 4; index++) serving.addFrame({ key: index === 0 });
  await using receiver = await Receiver.start();
  const { epoch } = serving.ring;
  receiver.answer = { kind: "sequence", epoch, sequence: 2 };
  const { push, timing, log } = startPush(serving, receiver.port);
  await using _ = push;
  assertEquals(await receiver.hears(3), ["hello", "2", "3"]);
  assertEquals(receiver.hellos[0]?.role, "publish");
  assertEquals(receiver.hellos[0]?.token, "push secret");
  assertEquals(receiver.hellos[0]?.offer, {
    stream: serving.ring.stream!,
    epoch,
    oldest: 0,
    head: 4,
  });
  assertEquals([push.status().state, serving.sessions.clients()[0]?.protocol], [
    "connected",
    "push",
  ]);
  receiver.cut();
  serving.addFrame();
  await receiver.hears(4);
  receiver.answer = { kind: "sequence", epoch, sequence: 4 };
  while (push.status().state !== "waiting") await timing.turn(0);
  assertMatch(push.status().trouble ?? "", /closed/);
  await timing.turn(2000);
  assertEquals(await receiver.hears(6), ["hello", "2", "3", "close", "hello", "4"]);
  assertEquals(push.status().connections, 2);
  assertEquals(log.lines.filter((line) => line.includes("Cannot push")).length, 1);
  await serving.sessions.endAll("shutdown");
  assertEquals((await receiver.hears(8)).slice(6), ["end shutdown", "close"]);
});

Deno.test("a receiver that says no is asked again, not before it wants to be", async () => {
  await using serving = await Serving.start();
  await using receiver = await Receiver.start();
  receiver.answer = new WireError("busy", "another camera is being received", 7000);
  const { push, timing, log } = startPush(serving, receiver.port);
  await using _ = push;
  while (push.status().state !== "waiting") await timing.turn(0);
  assertEquals(push.status().trouble, "another camera is being received");
  await timing.turn(6900);
  assertEquals(receiver.hellos.length, 1);
  receiver.answer = { kind: "live" };
  await timing.turn(200);
  await receiver.hears(1);
  while (push.status().state !== "connected") await timing.turn(0);
  assertEquals(push.status().trouble, undefined);
  assertEquals(log.lines.some((line) => line.includes("takes the stream")), true);
});

Deno.test("a receiver that is not there is told once, in words that help", async () => {
  await using serving = await Serving.start();
  const receiver = await Receiver.start();
  const { port } = receiver;
  await receiver[Symbol.asyncDispose]();
  const { push, timing, log } = startPush(serving, port);
  await using _ = push;
  for (let count = 0; count < 3; count++) {
    while (push.status().state !== "waiting") await timing.turn(0);
    await timing.turn(30_000);
  }
  while (push.status().state !== "waiting") await timing.turn(0);
  assertMatch(push.status().trouble ?? "", /nothing listens there/);
  assertEquals(log.lines.filter((line) => line.includes("Cannot push")).length, 1);
});

Deno.test("a receiver that accepts and never says WELCOME does not hold up the end", async () => {
  await using serving = await Serving.start();
  const closed = Promise.withResolvers<void>();
  const said = Promise.withResolvers<void>();
  const silent = createServer((socket) => {
    socket.on("data", () => said.resolve());
    socket.on("close", () => closed.resolve());
  });
  await new Promise<void>((done) => silent.listen(0, "127.0.0.1", () => done()));
  const { push, timing } = startPush(serving, (silent.address() as { port: number }).port);
  await said.promise;
  const over = push[Symbol.asyncDispose]();
  await closed.promise;
  await over; // and no time has passed
  assertEquals([timing.nowMs(), timing.waiting], [0, 0]);
  await new Promise<void>((done) => silent.close(() => done()));
});

Deno.test("a receiver is told the state, its changes, and what is scheduled, as viewers are", async () => {
  await using serving = await Serving.start();
  await using receiver = await Receiver.start();
  const idle = { event: "state", data: { state: "idle", reason: "nobody watches" } };
  const { push } = startPush(serving, receiver.port, { present: () => [idle] });
  await using _ = push;
  await receiver.hears(2);
  serving.events.append("client", { phase: "entered" });
  serving.events.append("wifi", { phase: "joining" });
  serving.events.append("scheduled", { action: "shutdown", atUs: 9 });
  serving.addFrame({ key: true });
  const heard = await receiver.hears(4);
  assertEquals(heard.filter((words) => !words.startsWith("event stream")).slice(0, 3), [
    "hello",
    'event state {"state":"idle","reason":"nobody watches"}',
    'event scheduled {"action":"shutdown","atUs":9}',
  ]);
  receiver.cut();
});
