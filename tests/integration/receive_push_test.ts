import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { From, Policy } from "../../lib/frame/mod.ts";
import { createClock } from "../../lib/observe/mod.ts";
import {
  PushListener,
  type ReceiveEvent,
  type ReceiveOutcome,
  Receiver,
} from "../../lib/receive/mod.ts";
import { Push, SharedMessages } from "../../lib/serve/mod.ts";
import {
  dial,
  loadServerTls,
  type Pipe,
  secureBy,
  type ServerTls,
  StateFolder,
} from "../../lib/session/mod.ts";
import { MessageType, type WireError } from "../../lib/wire/mod.ts";
import { frameBytes, Serving } from "../support/serving.ts";
import { TurnedTiming } from "../support/turned_timing.ts";
import { CollectedLog } from "../unit/capture/collected_log.ts";
import { KeptOutput } from "../unit/receive/kept_output.ts";
import { ScriptedCamera } from "../unit/receive/scripted_camera.ts";

interface ListeningOptions {
  readonly token?: string;
  readonly from?: From;
  readonly policy?: Policy;
  readonly manyCameras?: boolean;
  readonly tls?: ServerTls;
}

/** A receiver that waits for cameras on a free port. */
class Listening implements AsyncDisposable {
  readonly outputs = new Map<string, KeptOutput>();
  readonly events: ReceiveEvent[] = [];
  readonly outcome: Promise<ReceiveOutcome>;
  readonly receiver: Receiver;
  readonly #stop = new AbortController();

  private constructor(readonly listener: PushListener, nowUs: () => number) {
    this.receiver = new Receiver({
      feed: listener,
      openOutputs: (camera) => [this.output(camera)],
      isGapless: true,
      onEvent: (event) => this.events.push(event),
      nowUs,
    });
    this.outcome = this.receiver.run(this.#stop.signal);
  }

  static async start(options: ListeningOptions = {}): Promise<Listening> {
    const { token, from = { kind: "live" }, policy = "gapless", manyCameras = false, tls } =
      options;
    const { nowUs } = createClock();
    const listener = await PushListener.start({
      host: "127.0.0.1",
      port: 0,
      token,
      from,
      policy,
      manyCameras,
      tls,
      agent: "picam/test",
      nowUs,
    });
    return new Listening(listener, nowUs);
  }

  get port(): number {
    return this.listener.port;
  }

  output(camera = "door"): KeptOutput {
    const output = this.outputs.get(camera) ?? new KeptOutput();
    this.outputs.set(camera, output);
    return output;
  }

  /** Frames that have come from a camera. */
  sequences(camera?: string): number[] {
    return this.output(camera).sequences;
  }

  async stop(): Promise<ReceiveOutcome> {
    this.#stop.abort();
    return await this.outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

Deno.test("a camera that dials is asked for what the user asked for, and received", async () => {
  await using listening = await Listening.start({ from: { kind: "oldest" }, policy: "live" });
  const camera = await ScriptedCamera.dial(listening.port, { head: 7 });
  const { from, policy, heartbeatMs } = await camera.welcome;
  assertEquals([from, policy, heartbeatMs], [{ kind: "oldest" }, "live", 5000]);
  camera.send(5, 7);
  await listening.output().has(3);
  const { cameras, end } = await listening.stop();
  assertEquals(end, { kind: "done", why: "stopped" });
  assertEquals([cameras[0]?.camera, cameras[0]?.frames], ["door", 3]);
  await camera.closed;
});

Deno.test("a camera that dials again is asked for the first frame that is lacked", async () => {
  await using listening = await Listening.start();
  const first = await ScriptedCamera.dial(listening.port);
  await first.welcome;
  first.send(5, 8);
  await listening.output().has(4);
  first.cut();
  const second = await ScriptedCamera.dial(listening.port, { head: 20 });
  assertEquals((await second.welcome).from, { kind: "sequence", epoch: "one", sequence: 9 });
  second.send(9, 11);
  await listening.output().has(7);
  assertEquals(listening.sequences(), [5, 6, 7, 8, 9, 10, 11]);
  const { cameras } = await listening.stop();
  assertEquals([cameras[0]?.reconnects, cameras[0]?.holeCount], [1, 0]);
  await second.closed;
});

Deno.test("a camera that dials again before its broken connection was noticed takes its place", async () => {
  await using listening = await Listening.start();
  const stale = await ScriptedCamera.dial(listening.port);
  await stale.welcome;
  stale.send(0, 2);
  await listening.output().has(3);
  const fresh = await ScriptedCamera.dial(listening.port, { head: 9 });
  assertEquals((await fresh.welcome).from, { kind: "sequence", epoch: "one", sequence: 3 });
  await stale.closed;
  fresh.send(3, 4);
  await listening.output().has(5);
  assertEquals(listening.receiver.status().cameras[0]?.state, "receiving");
  fresh.cut();
});

Deno.test("a camera with a new numbering begins where the user asked, and that is a hole", async () => {
  await using listening = await Listening.start();
  const first = await ScriptedCamera.dial(listening.port);
  await first.welcome;
  first.send(0, 2);
  await listening.output().has(3);
  first.cut();
  await first.closed;
  const other = { epoch: "two", head: 5 };
  let second = await ScriptedCamera.dial(listening.port, other);
  // The old connection may not have been noticed as closed yet: then it is busy for a moment.
  while ((await Promise.race([second.welcome, second.closed])) === undefined) {
    second = await ScriptedCamera.dial(listening.port, other);
  }
  assertEquals((await second.welcome).from, { kind: "live" });
  second.send(0);
  await listening.output().has(4);
  assertEquals(listening.output().gaps, [{ reason: "epoch" }]);
  second.cut();
});

Deno.test("another camera is busy unless outputs are told apart by camera", async () => {
  await using listening = await Listening.start();
  const door = await ScriptedCamera.dial(listening.port);
  await door.welcome;
  const gate = await ScriptedCamera.dial(listening.port, { name: "gate", epoch: "two" });
  const busy = await gate.closed;
  assertEquals([busy?.code, busy?.retryAfterMs], ["busy", 5000]);
  assertMatch(busy?.message ?? "", /--output needs \{name\}/);
  assertEquals(listening.events.filter(({ kind }) => kind === "refused").length, 1);
  door.cut();
});

Deno.test("a camera of another name is busy also where it knows the epoch of the first", async () => {
  await using listening = await Listening.start();
  const door = await ScriptedCamera.dial(listening.port);
  await door.welcome;
  const gate = await ScriptedCamera.dial(listening.port, { name: "gate", epoch: "one" });
  const busy = await Promise.race([gate.closed, gate.welcome]);
  assertEquals((busy as WireError).code, "busy");
  door.send(0, 1);
  await listening.output().has(2);
  door.cut();
});

Deno.test("cameras with names of their own are received side by side", async () => {
  await using listening = await Listening.start({ manyCameras: true });
  const door = await ScriptedCamera.dial(listening.port);
  const gate = await ScriptedCamera.dial(listening.port, { name: "gate", epoch: "two" });
  await door.welcome;
  await gate.welcome;
  door.send(0, 1);
  gate.send(10, 12);
  await listening.output("door").has(2);
  await listening.output("gate").has(3);
  assertEquals([listening.sequences("door"), listening.sequences("gate")], [[0, 1], [10, 11, 12]]);
  const same = await ScriptedCamera.dial(listening.port, { name: "gate", epoch: "three" });
  assertMatch((await same.closed)?.message ?? "", /called gate/);
  gate.say(MessageType.end, { reason: "limit" });
  gate.cut();
  door.send(2);
  await listening.output("door").has(3);
  door.cut();
});

Deno.test("without the token nobody pushes, and after ten wrong ones not even with it", async () => {
  await using listening = await Listening.start({ token: "let me in" });
  const codes: (string | undefined)[] = [];
  const attempt = async (token?: string): Promise<void> => {
    const camera = await ScriptedCamera.dial(listening.port, {
      ...(token === undefined ? {} : { token }),
    });
    codes.push((await camera.closed)?.code);
  };
  await attempt();
  const right = await ScriptedCamera.dial(listening.port, { token: "let me in" });
  await right.welcome;
  right.cut();
  for (let count = 0; count < 10; count++) await attempt("sesame");
  await attempt("let me in");
  assertEquals(codes, [...Array(11).fill("unauthorized"), "rate-limited"]);
});

Deno.test("who wants to watch or command a receiver, or offers nothing, is turned away", async () => {
  await using listening = await Listening.start();
  for (const role of ["view", "control"] as const) {
    const client = await ScriptedCamera.dial(listening.port, { hello: { role } });
    assertEquals((await client.closed)?.code, "forbidden");
  }
  const hello = { offer: null as never };
  const client = await ScriptedCamera.dial(listening.port, { hello });
  assertEquals((await client.closed)?.code, "protocol");
});

Deno.test("with TLS a camera that pins the certificate is received, and one without is told", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "picam-push-" });
  try {
    const openFolder = (): StateFolder => new StateFolder(folder);
    const tls = await loadServerTls({ kind: "self-signed" }, { openFolder, nowMs: Date.now });
    assert(tls !== undefined);
    await using listening = await Listening.start({ tls });
    // Neither speaks nor goes: it must not hold up the end.
    using _idle = await Deno.connect({ hostname: "127.0.0.1", port: listening.port });
    const bare = await ScriptedCamera.dial(listening.port);
    assertMatch((await bare.closed)?.message ?? "", /push to tls:/);
    const secure = secureBy({ pin: tls.fingerprint });
    const camera = await ScriptedCamera.dial(listening.port, { secure });
    await camera.welcome;
    camera.send(0, 4);
    await listening.output().has(5);
    assertEquals(listening.listener.target, `tls://127.0.0.1:${listening.port}`);
    camera.cut();
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("END limit of the only camera ends it", async () => {
  await using listening = await Listening.start();
  const camera = await ScriptedCamera.dial(listening.port);
  await camera.welcome;
  camera.send(0, 3);
  camera.say(MessageType.end, { reason: "limit" });
  await listening.output().has(4);
  camera.cut();
  assertEquals((await listening.outcome).end, { kind: "done", why: "limit" });
});

Deno.test("a port that is taken is told with the flag", async () => {
  await using listening = await Listening.start();
  const options = { token: undefined, from: { kind: "live" }, policy: "live" } as const;
  const taken = PushListener.start({
    ...options,
    host: "127.0.0.1",
    port: listening.port,
    manyCameras: false,
    agent: "picam/test",
    nowUs: () => 0,
  });
  await assertRejects(() => taken, Error, "(--listen): another program has the port");
});

Deno.test("picam's own push is received, and goes on where it was after a cut", async () => {
  await using serving = await Serving.start();
  await using listening = await Listening.start({ from: { kind: "oldest" } });
  const { port } = listening;
  const timing = new TurnedTiming();
  const pipes: Pipe[] = [];
  serving.addFrame({ key: true });
  serving.addFrame();
  await using push = new Push({
    url: `tcp://127.0.0.1:${port}`,
    dial: async (signal) => {
      const pipe = await dial({ host: "127.0.0.1", port }, { signal });
      pipes.push(pipe);
      return pipe;
    },
    ring: serving.ring,
    sessions: serving.sessions,
    lagLimitUs: 2_000_000,
    nowUs: () => serving.nowUs,
    expected: { id: 1, name: "camera", codec: "h264" },
    agent: "picam/test",
    messages: new SharedMessages(),
    events: serving.events,
    log: new CollectedLog().logger,
    timing,
  });
  const output = listening.output("camera");
  await output.has(2);
  for (const count of [5, 8]) {
    pipes.at(-1)?.destroy();
    serving.addFrame();
    serving.addFrame();
    while (push.status().state !== "waiting") await new Promise((done) => setImmediate(done));
    await timing.turnToNext();
    serving.addFrame();
    await output.has(count);
  }
  const scheduled = { action: "shutdown", atUs: 5 };
  serving.events.append("scheduled", scheduled);
  serving.addFrame();
  await output.has(9);
  assertEquals(listening.events.filter(({ kind }) => kind === "told"), [
    { kind: "told", camera: "camera", event: "scheduled", data: scheduled },
  ]);
  assertEquals(output.sequences, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assertEquals(output.texts[4], new TextDecoder().decode(frameBytes(4, 100)));
  const { cameras } = await listening.stop();
  assertEquals([cameras[0]?.reconnects, cameras[0]?.holeCount], [2, 0]);
});
