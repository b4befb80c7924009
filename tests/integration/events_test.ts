import { assert, assertEquals, assertMatch } from "@std/assert";
import { EventLog } from "../../lib/observe/mod.ts";
import { type EventStreamOptions, EventStreams, HttpServer } from "../../lib/serve/mod.ts";
import { Picam } from "../support/picam.ts";
import { SseClient } from "../support/sse_client.ts";
import { TurnedTiming } from "../support/turned_timing.ts";

/** A port with events and nothing else. */
class Port implements AsyncDisposable {
  readonly timing = new TurnedTiming();
  readonly log: EventLog = new EventLog(() => 1_000_000, (error) => {
    throw error;
  });
  readonly streams: EventStreams;
  #server: HttpServer | undefined;

  private constructor(options: Partial<EventStreamOptions>) {
    this.streams = new EventStreams({
      events: this.log,
      status: () => ({ state: "idle", reason: "nobody is watching" }),
      nowUs: () => 2_000_000,
      run: "r1",
      timing: this.timing,
      ...options,
    });
  }

  static async start(options: Partial<EventStreamOptions> = {}): Promise<Port> {
    const port = new Port(options);
    port.#server = await HttpServer.start({
      host: "127.0.0.1",
      port: 0,
      routes: { "/events": { GET: port.streams.handler } },
      allowedHosts: [],
      maxClients: 4,
      onError: (error) => {
        throw error;
      },
    });
    return port;
  }

  get number(): number {
    return this.#server?.port ?? 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.number}/events`;
  }

  /** Waits until so many are connected. */
  async has(connections: number): Promise<void> {
    while (this.streams.active !== connections) await new Promise((done) => setImmediate(done));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.streams[Symbol.dispose]();
    await this.#server?.[Symbol.asyncDispose]();
  }
}

Deno.test("whoever comes anew is told the present state, and then each event", async () => {
  await using port = await Port.start();
  port.log.append("state", { state: "starting" });
  await using client = await SseClient.open(port.url);
  const { headers } = client.response;
  assertEquals(headers.get("content-type"), "text/event-stream");
  assertEquals(headers.get("cache-control"), "no-store");
  assertEquals(await client.next(), {
    id: "r1-1",
    event: "state",
    data: { timeUs: 2_000_000, state: "idle", reason: "nobody is watching" },
  });
  port.log.append("camera", { fault: "cable", message: "two\nlines" });
  assertEquals(await client.next(), {
    id: "r1-2",
    event: "camera",
    data: { timeUs: 1_000_000, fault: "cable", message: "two\nlines" },
  });
});

Deno.test("Last-Event-ID resumes, and says what is no longer kept", async () => {
  await using port = await Port.start();
  for (let i = 0; i < 300; i++) port.log.append("gap", { i });
  const cases: [string, Record<string, unknown> | undefined, number][] = [
    ["r1-298", undefined, 299],
    ["r1-40", { count: 4, restarted: false }, 45],
    ["0", { count: 44, restarted: false }, 45],
    ["another-298", { count: 44, restarted: true }, 45],
    ["298", { count: 44, restarted: true }, 45],
    ["no number", { count: 44, restarted: true }, 45],
    ["", { count: 44, restarted: true }, 45],
    ["r1-99999999999999999999", { count: 44, restarted: true }, 45],
  ];
  for (const [known, missed, first] of cases) {
    await using client = await SseClient.open(port.url, { "Last-Event-ID": known });
    if (missed !== undefined) {
      const { event, data } = await client.next();
      assertEquals([event, data], ["missed", { timeUs: 2_000_000, ...missed }], known);
    }
    assertEquals((await client.next()).id, `r1-${first}`, known);
  }
  await using client = await SseClient.open(port.url, { "Last-Event-ID": "r1-300" });
  port.log.append("gap", {});
  assertEquals((await client.next()).id, "r1-301");
});

Deno.test("a comment goes out every 15 s, and no timer runs without a client", async () => {
  await using port = await Port.start();
  assertEquals(port.timing.waiting, 0);
  {
    await using client = await SseClient.open(port.url);
    await client.next();
    await port.timing.turn(15_000);
    assertEquals(await client.nextComment(), "still here");
  }
  await port.has(0);
  assertEquals(port.timing.waiting, 0);
});

Deno.test("HEAD gives the header; past the limit there is 503, and a place again once one leaves", async () => {
  await using port = await Port.start({ limit: 2 });
  const head = await fetch(port.url, { method: "HEAD" });
  assertEquals([head.status, await head.text()], [200, ""]);
  assertEquals(head.headers.get("content-type"), "text/event-stream");
  {
    await using _one = await SseClient.open(port.url);
    await using _two = await SseClient.open(port.url);
    const third = await fetch(port.url);
    assertEquals(third.status, 503);
    assertMatch((await third.json()).detail, /All 2 places/);
    assertEquals(third.headers.get("retry-after"), "5");
  }
  await port.has(0);
  await using _again = await SseClient.open(port.url);
});

Deno.test("a client that takes nothing is cut off, and others get everything", async () => {
  await using port = await Port.start();
  using silent = await Deno.connect({ hostname: "127.0.0.1", port: port.number });
  await silent.write(new TextEncoder().encode("GET /events HTTP/1.1\r\nHost: pi\r\n\r\n"));
  await using client = await SseClient.open(port.url);
  await client.next();
  await port.has(2);
  const long = "x".repeat(10_000);
  let sent = 0;
  // What sockets hold is the system's to say: megabytes, but not a gigabyte.
  while (port.streams.active === 2 && sent < 100_000) {
    port.log.append("gap", { long, sent: sent++ });
    assertEquals((await client.next()).data["sent"], sent - 1);
  }
  assertEquals(port.streams.active, 1);
});

Deno.test("the end of the program is the end of the stream, not a break", async () => {
  await using port = await Port.start();
  await using client = await SseClient.open(port.url);
  await client.next();
  port.streams[Symbol.dispose]();
  assertEquals(await client.rest(), "");
});

Deno.test("a program tells who comes and goes, what is recorded, pushed, and its own end", async () => {
  const folder = await Deno.makeTempDir({ prefix: "picam-events-" });
  try {
    const picam = await Picam.start([
      ...["--source", "pattern", "--width", "320", "--height", "240"],
      ...["--record", `${folder}/a.h264`, "--push", "tcp://127.0.0.1:1"],
    ]);
    await using _ = picam;
    await picam.logged(/delivers pictures/);
    await using client = await SseClient.open(`${picam.url}/api/v1/events`, {
      "Last-Event-ID": "0",
    });
    await client.until("state", ({ state }) => state === "streaming");
    const { reason } = await client.until("push");
    assertMatch(String(reason), /\w+ \w+/);
    const stream = await fetch(`${picam.url}/stream.h264`, { headers: { "User-Agent": "test" } });
    const joined = await client.until("client");
    assertEquals([joined["phase"], joined["protocol"], joined["agent"]], [
      "joined",
      "http",
      "test",
    ]);
    await stream.body!.cancel();
    assertEquals((await client.until("client"))["phase"], "left");
    const [code] = await Promise.all([
      picam.stop(),
      client.until("state", ({ state }) => state === "shutting-down"),
    ]);
    assertEquals(code, 0);
    const finished = await client.until("recording");
    assertEquals([finished["phase"], finished["path"]], ["finished", `${folder}/a.h264`]);
    assert(Number(finished["frames"]) > 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a camera's fault is an event with its remedy", async () => {
  await using picam = await Picam.start(["--source", "file:/nowhere/video.h264"]);
  await using client = await SseClient.open(`${picam.url}/api/v1/events`, { "Last-Event-ID": "0" });
  const fault = await client.until("camera");
  assertEquals(fault["fault"], "unreadable");
  assertMatch(String(fault["remedy"]), /\w+ \w+/);
});
