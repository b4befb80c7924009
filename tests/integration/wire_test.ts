import { assert, assertEquals, assertRejects } from "@std/assert";
import type { StreamEnd } from "../../lib/serve/mod.ts";
import { type Hello, RequestError } from "../../lib/wire/mod.ts";
import { HearingClient, serveFrames } from "../support/hearing_client.ts";
import { controlToken, frameBytes, Serving } from "../support/serving.ts";

Deno.test("a viewer gets WELCOME and frames from the newest key frame on, live", async () => {
  await using serving = await serveFrames(13);
  await using client = await HearingClient.connect(serving);
  assertEquals(await client.hears(4), ["welcome", "10K", "11", "12"]);
  const { welcome } = client;
  assertEquals([welcome?.epoch, welcome?.oldest, welcome?.head, welcome?.session], [
    serving.ring.epoch,
    0,
    13,
    1,
  ]);
  assertEquals(welcome?.stream, serving.ring.stream);
  const bytes = serving.addFrame();
  await client.hears(5);
  assertEquals(client.frames.at(-1)?.payload, bytes);
  assertEquals(client.frames[0]?.payload, frameBytes(10, 100));
  const [told] = serving.sessions.clients();
  assertEquals([told?.protocol, told?.agent, told?.frames, told?.role], [
    "wire",
    "test",
    4,
    "view",
  ]);
});

Deno.test("every kind of from begins where it should", async () => {
  await using serving = await serveFrames(13);
  const { epoch } = serving.ring;
  const cases: [NonNullable<Hello["from"]>, string[]][] = [
    [{ kind: "live" }, ["10K", "11", "12"]],
    [{ kind: "oldest" }, ["0K", "1", "2", "3"]],
    [{ kind: "ago", seconds: 0.2 }, ["5K", "6", "7"]],
    [{ kind: "ago", seconds: 1e6 }, ["0K", "1"]],
    [{ kind: "sequence", epoch, sequence: 7 }, ["7", "8", "9", "10K", "11", "12"]],
    [{ kind: "sequence", epoch: crypto.randomUUID(), sequence: 7 }, [
      "gap undefined-undefined epoch",
      "0K",
      "1",
    ]],
  ];
  for (const [from, expected] of cases) {
    await using client = await HearingClient.connect(serving, { from });
    const heard = await client.hears(1 + expected.length);
    assertEquals(heard.slice(0, 1 + expected.length), ["welcome", ...expected]);
  }
  await using live = await HearingClient.connect(serving, {
    from: { kind: "sequence", epoch: crypto.randomUUID(), sequence: 7 },
    policy: "live",
  });
  assertEquals((await live.hears(3)).slice(1, 3), ["gap undefined-undefined epoch", "10K"]);
});

Deno.test("the head waits for the next frame, what is beyond it is refused", async () => {
  await using serving = await serveFrames(3);
  const { epoch, head } = serving.ring;
  await using client = await HearingClient.connect(serving, {
    from: { kind: "sequence", epoch, sequence: head },
  });
  await client.hears(1);
  serving.addFrame();
  assertEquals(await client.hears(2), ["welcome", "3"]);
  await using beyond = await HearingClient.connect(serving, {
    from: { kind: "sequence", epoch, sequence: head + 5 },
  });
  assertEquals((await beyond.closed)?.code, "invalid-from");
});

Deno.test("what left the ring is told as a gap up to the next key frame", async () => {
  await using serving = await Serving.start({ ringBytes: 64 * 1024 });
  for (let index = 0; index < 200; index++) {
    serving.addFrame({ key: index % 10 === 0, sizeBytes: 1000 });
  }
  const { epoch, oldest } = serving.ring;
  assert(oldest > 20);
  await using client = await HearingClient.connect(serving, {
    from: { kind: "sequence", epoch, sequence: 3 },
  });
  await client.hears(3);
  const key = Math.ceil(oldest / 10) * 10;
  assertEquals(client.gaps, [{ first: 3, last: key - 1, reason: "overrun" }]);
  assertEquals(client.heard.slice(1, 3), [`gap 3-${key - 1} overrun`, `${key}K`]);
});

Deno.test("who may not is told so, and why", async () => {
  await using serving = await serveFrames(1, { viewToken: "let me see", limit: 1 });
  const refused = async (hello: Partial<Hello>): Promise<string> => {
    await using client = await HearingClient.connect(serving, hello);
    const reason = await client.closed;
    assertEquals(client.heard.length, 1);
    return reason?.code ?? "closed";
  };
  assertEquals(await refused({}), "unauthorized");
  assertEquals(await refused({ token: "guess" }), "unauthorized");
  assertEquals(await refused({ role: "control", token: "let me see" }), "unauthorized");
  const offer = { stream: serving.ring.stream!, epoch: serving.ring.epoch, oldest: 0, head: 1 };
  assertEquals(await refused({ role: "publish", offer }), "forbidden");
  assertEquals(await refused({ role: "publish" }), "forbidden");
  assertEquals(await refused({ token: "let me see", stream: "attic" }), "unknown-stream");
  await using inside = await HearingClient.connect(serving, { token: "let me see" });
  await inside.hears(2);
  await using late = await HearingClient.connect(serving, { token: controlToken });
  const reason = await late.closed;
  assertEquals([reason?.code, reason?.retryAfterMs], ["busy", 5000]);
});

Deno.test("ten wrong tokens in a minute are enough", async () => {
  await using serving = await serveFrames(1);
  const codes: (string | undefined)[] = [];
  for (let count = 0; count < 12; count++) {
    await using client = await HearingClient.connect(serving, {
      role: "control",
      token: `${count}`,
    });
    codes.push((await client.closed)?.code);
  }
  assertEquals(codes.slice(0, 10).every((code) => code === "unauthorized"), true, `${codes}`);
  assertEquals(codes.slice(10), ["rate-limited", "rate-limited"]);
});

Deno.test("a control session asks, gets no frames unless it says from where, and hears events", async () => {
  await using serving = await serveFrames(3, {
    handle: ({ method, params }, { role }) => Promise.resolve({ method, params, role }),
  });
  await using client = await HearingClient.connect(serving, {
    role: "control",
    token: controlToken,
  });
  await client.hears(1);
  assertEquals(await client.conversation.request("stream.start", { a: 1 }), {
    method: "stream.start",
    params: { a: 1 },
    role: "control",
  });
  serving.events.append("state", { state: "idle", reason: "test" });
  serving.events.append("camera", { not: "told" });
  serving.addFrame();
  serving.events.append("scheduled", {});
  assertEquals(await client.hears(3), ["welcome", "event state", "event scheduled"]);
  assertEquals(client.events[0], ["state", { state: "idle", reason: "test" }]);
  assertEquals(client.frames, []);
});

Deno.test("a request with bad params is answered, and the session goes on", async () => {
  await using serving = await serveFrames(1, { handle: () => Promise.resolve({ done: true }) });
  await using client = await HearingClient.connect(serving, {
    role: "control",
    token: controlToken,
  });
  const list = [1] as unknown as Record<string, unknown>;
  const error = await assertRejects(
    () => client.conversation.request("status", list),
    RequestError,
  );
  assertEquals(error.code, "invalid-params");
  assertEquals(await client.conversation.request("status"), { done: true });
});

Deno.test("many requests at once are all answered; one that fails in picam says where to look", async () => {
  await using serving = await serveFrames(1, {
    handle: ({ params }) =>
      params["fail"] ? Promise.reject(new Error("secret")) : Promise.resolve(params["n"]),
  });
  await using client = await HearingClient.connect(serving, {
    role: "control",
    token: controlToken,
  });
  await client.hears(1);
  const asked = Array.from({ length: 50 }, (_, n) => client.conversation.request("m", { n }));
  assertEquals(await Promise.all(asked), Array.from({ length: 50 }, (_, n) => n));
  const failing = client.conversation.request("m", { fail: true });
  await assertRejects(() => failing, RequestError, "its log says why");
  assertEquals(serving.errors.length, 1);
});

Deno.test("a new description stands before the first frame that it is of", async () => {
  await using serving = await serveFrames(2);
  await using client = await HearingClient.connect(serving);
  await client.hears(3);
  serving.ring.append(frameBytes(2, 50));
  const stream = { id: 1, name: "camera", codec: "h264", width: 128, height: 96 } as const;
  serving.ring.commit({ flags: 3, captureUs: serving.nowUs, stream });
  assertEquals(await client.hears(5), ["welcome", "0K", "1", "event stream", "2K"]);
  assertEquals(client.events[0], ["stream", stream]);
});

Deno.test("END is told at the end of the frames, once, and frames may follow", async () => {
  const wakers = new Set<() => void>();
  const end: { -readonly [K in keyof StreamEnd]: StreamEnd[K] } = {
    reason: undefined,
    subscribe(wake) {
      wakers.add(wake);
      return () => wakers.delete(wake);
    },
  };
  await using serving = await serveFrames(1, { end });
  await using client = await HearingClient.connect(serving);
  await client.hears(2);
  end.reason = "stopped";
  for (const wake of wakers) wake();
  for (const wake of wakers) wake();
  await client.hears(3);
  end.reason = undefined;
  serving.addFrame({ key: true });
  assertEquals(await client.hears(4), ["welcome", "0K", "end stopped", "1K"]);
});

Deno.test("when picam stops, every session is told and closed", async () => {
  await using serving = await serveFrames(1);
  await using viewer = await HearingClient.connect(serving);
  await using commander = await HearingClient.connect(serving, {
    role: "control",
    token: controlToken,
  });
  await viewer.hears(2);
  await commander.hears(1);
  await serving.sessions.endAll("shutdown");
  assertEquals(await viewer.hears(4), ["welcome", "0K", "end shutdown", "close"]);
  assertEquals(await commander.hears(2), ["welcome", "close"]);
});

Deno.test("a recorded pace is kept", async () => {
  await using serving = await serveFrames(12);
  const { epoch } = serving.ring;
  await using client = await HearingClient.connect(serving, {
    from: { kind: "sequence", epoch, sequence: 0 },
    rate: 4,
  });
  const arrivals: number[] = [];
  for (let count = 2; count <= 13; count++) {
    await client.hears(count);
    arrivals.push(performance.now());
  }
  // Eleven steps of 33 ms at four times the pace; timers are late, never early.
  assert(arrivals.at(-1)! - arrivals[0]! >= 11 * 33.3 / 4 - 5);
});

Deno.test("over a WebSocket it is the same, and a gap and requests are as well", async () => {
  await using serving = await serveFrames(13, {
    handle: ({ method }) => Promise.resolve({ method }),
  });
  await using client = await HearingClient.connect(serving, {}, "websocket");
  assertEquals(await client.hears(4), ["welcome", "10K", "11", "12"]);
  assertEquals(client.frames[0]?.payload, frameBytes(10, 100));
  assertEquals(await client.conversation.request("status"), { method: "status" });
  const large = serving.addFrame({ key: true, sizeBytes: 500_000 });
  await client.hears(5);
  assertEquals(client.frames.at(-1)?.payload, large);
  assertEquals(serving.sessions.clients()[0]?.protocol, "websocket");
  await serving.sessions.endAll("limit");
  assertEquals((await client.hears(7)).slice(5), ["end limit", "close"]);
});

Deno.test("over a WebSocket a token may be missing, and is asked for", async () => {
  await using serving = await serveFrames(1, { viewToken: "let me see" });
  await using outside = await HearingClient.connect(serving, {}, "websocket");
  assertEquals((await outside.closed)?.code, "unauthorized");
  await using inside = await HearingClient.connect(serving, { token: "let me see" }, "websocket");
  assertEquals(await inside.hears(2), ["welcome", "0K"]);
});
