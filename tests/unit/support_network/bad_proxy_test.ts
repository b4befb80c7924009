import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { type BadConnection, BadProxy } from "../../support/bad_proxy.ts";

/** A server that answers everything with the same, and tells how it got it. */
class Echo implements AsyncDisposable {
  readonly reads: number[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer({ noDelay: true }, (socket) => {
    this.#sockets.add(socket);
    socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
    socket.on("data", (bytes) => {
      this.reads.push(bytes.length);
      socket.write(bytes);
    });
  });

  static async start(): Promise<Echo> {
    const echo = new Echo();
    echo.#server.listen(0, "127.0.0.1");
    await once(echo.#server, "listening");
    return echo;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}

const sent = Uint8Array.from({ length: 1000 }, (_, index) => index);

/** Sends 1000 bytes through a proxy, and takes what comes back until it ends. */
async function exchange(
  proxy: BadProxy,
  { count = 1000 } = {},
): Promise<{ got: number[]; ended: "fin" | "rst" | "open" }> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: proxy.port });
  await connection.write(sent);
  const got: number[] = [];
  const buffer = new Uint8Array(65_536);
  try {
    while (got.length < count) {
      const n = await connection.read(buffer);
      if (n === null) return { got, ended: "fin" };
      got.push(...buffer.subarray(0, n));
    }
  } catch (error) {
    assert(error instanceof Deno.errors.ConnectionReset, String(error));
    return { got, ended: "rst" };
  }
  return { got, ended: "open" };
}

async function start(plan: BadConnection = {}): Promise<{ echo: Echo; proxy: BadProxy }> {
  const echo = await Echo.start();
  return { echo, proxy: await BadProxy.start({ port: echo.port, plan: () => plan }) };
}

Deno.test("without a plan everything passes both ways, and is counted", async () => {
  const { echo, proxy } = await start();
  await using _ = echo;
  await using __ = proxy;
  assertEquals(await exchange(proxy), { got: [...sent], ended: "open" });
  assertEquals(proxy.passed, { up: 1000, down: 1000 });
  assertEquals(proxy.connections, 1);
});

for (const by of ["fin", "rst"] as const) {
  for (const at of [0, 1, 500, 999]) {
    Deno.test(`a cut down after ${at} bytes by ${by}: no byte more, none less by FIN`, async () => {
      const { echo, proxy } = await start({ down: { cut: { at, by } } });
      await using _ = echo;
      await using __ = proxy;
      const { got, ended } = await exchange(proxy);
      assertEquals(ended, by);
      // What lies unread when a reset comes may be thrown away.
      if (by === "fin") assertEquals(got, [...sent.subarray(0, at)]);
      else assert(got.length <= at);
      assertEquals(proxy.passed.down, at);
    });

    Deno.test(`a cut up after ${at} bytes by ${by}`, async () => {
      const { echo, proxy } = await start({ up: { cut: { at, by } } });
      await using _ = echo;
      await using __ = proxy;
      const { ended } = await exchange(proxy);
      assert(ended === by || ended === "fin", ended);
      assertEquals(proxy.passed.up, at);
    });
  }
}

Deno.test("bits are turned where it was said, and nowhere else", async () => {
  const { echo, proxy } = await start({ up: { flip: { at: 700, bits: 0x41 }, segmentBytes: 7 } });
  await using _ = echo;
  await using __ = proxy;
  const { got } = await exchange(proxy);
  const expected = sent.slice();
  expected[700]! ^= 0x41;
  assertEquals(got, [...expected]);
});

Deno.test("segments of a byte are written one by one; a kernel may give several at once", async () => {
  const { echo, proxy } = await start({ up: { segmentBytes: 1 } });
  await using _ = echo;
  await using __ = proxy;
  assertEquals((await exchange(proxy)).got, [...sent]);
  assert(echo.reads.length > 5, `${echo.reads.length} reads of 1000 bytes`);
});

Deno.test("a stall keeps the rest, until the cable is in again", async () => {
  const { echo, proxy } = await start();
  await using _ = echo;
  await using __ = proxy;
  proxy.stall();
  const whole = exchange(proxy);
  const first = await Promise.race([whole, new Promise((resolve) => setTimeout(resolve, 20))]);
  assertEquals([first, proxy.passed.up], [undefined, 0]);
  proxy.resume();
  assertEquals((await whole).got, [...sent]);
});

Deno.test("after the offset of a stall nothing passes any more", async () => {
  const { echo, proxy } = await start({ down: { stallAt: 300 } });
  await using _ = echo;
  await using __ = proxy;
  assertEquals((await exchange(proxy, { count: 300 })).got, [...sent.subarray(0, 300)]);
  assertEquals(proxy.passed.down, 300);
});

Deno.test("a delay and a rate take the time that they say", async () => {
  for (const path of [{ delayMs: 60 }, { bytesPerSecond: 10_000 }]) {
    const { echo, proxy } = await start({ up: path });
    await using _ = echo;
    await using __ = proxy;
    const startMs = performance.now();
    assertEquals((await exchange(proxy)).got, [...sent]);
    // A timer may fire a little before its time, never half of it.
    assert(performance.now() - startMs > 40, JSON.stringify(path));
  }
});

Deno.test("each connection has a plan of its own, and a server may move", async () => {
  await using echo = await Echo.start();
  await using proxy = await BadProxy.start({
    port: 1,
    plan: (index) => index === 1 ? { down: { cut: { at: 5, by: "fin" } } } : {},
  });
  proxy.leadTo(echo.port);
  assertEquals((await exchange(proxy)).ended, "open");
  assertEquals((await exchange(proxy)).got.length, 5);
  proxy.isRefusing = true;
  await assertRejects(async () => {
    const { ended } = await exchange(proxy);
    throw new Deno.errors.ConnectionReset(ended);
  }, Deno.errors.ConnectionReset);
});
