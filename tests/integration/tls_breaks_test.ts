import { assertEquals, assertRejects } from "@std/assert";
import { createServer, type Socket } from "node:net";
import { DialError, dialSocket, secureBy } from "../../lib/session/mod.ts";
import { Serving } from "../support/serving.ts";
import { Keys } from "../support/tls_keys.ts";

const host = "127.0.0.1";
const { signal } = new AbortController();

Deno.test("a server that goes silent, or away, during or after the handshake is an error like others", async () => {
  using keys = await Keys.make();
  const silent = createServer((socket) => void socket.on("error", () => {}).resume());
  await new Promise<void>((done) => silent.listen(0, host, () => done()));
  const { port } = silent.address() as { port: number };
  const secure = secureBy({ pin: keys.tls.fingerprint });
  const late = dialSocket({ host, port }, { signal, timeoutMs: 100, secure });
  await assertRejects(() => late, DialError, `Cannot connect to ${host} port ${port}`);
  const stop = new AbortController();
  const stopped = dialSocket({ host, port }, { signal: stop.signal, secure });
  queueMicrotask(() => stop.abort(new Error("enough")));
  await assertRejects(() => stopped, Error, "enough");
  await new Promise((done) => silent.close(done));

  await using serving = await Serving.start({ tls: keys.tls });
  const over = { resetOnRequest: undefined as Socket | undefined };
  const relay = createServer((socket) => {
    over.resetOnRequest = socket;
    void dialSocket({ host, port: serving.wirePort }, { signal }).then((server) => {
      socket.on("error", () => server.destroy()).on("close", () => server.destroy()).pipe(server);
      server.on("error", () => socket.destroy()).pipe(socket);
    });
  });
  await new Promise<void>((done) => relay.listen(0, host, () => done()));
  const address = { host, port: (relay.address() as { port: number }).port };
  const socket = await dialSocket(address, { signal, secure });
  const closed = new Promise<void>((done) =>
    socket.on("error", () => {}).on("close", () => done())
  );
  socket.resume();
  over.resetOnRequest?.resetAndDestroy();
  await closed;
  await new Promise((done) => relay.close(done));
});

Deno.test("clients that reset at any point of the handshake leave a TLS server as it was", async () => {
  using keys = await Keys.make();
  await using serving = await Serving.start({ tls: keys.tls, viewToken: "see" });
  for (const port of [serving.wirePort, serving.httpPort]) {
    const hello = await clientHello();
    for (const sizeBytes of [0, 1, 5, 60, hello.length]) {
      const socket = await dialSocket({ host, port }, { signal });
      const closed = new Promise<void>((done) => socket.on("close", () => done()));
      socket.on("error", () => {});
      if (sizeBytes === hello.length) socket.once("data", () => socket.resetAndDestroy());
      if (sizeBytes > 0) socket.write(hello.subarray(0, sizeBytes));
      if (sizeBytes < hello.length) socket.resetAndDestroy();
      await closed;
    }
    const secure = secureBy({ pin: keys.tls.fingerprint });
    for (let count = 0; count < 3; count++) {
      let raw: Socket | undefined;
      await dialSocket({ host, port }, {
        signal,
        secure: (socket, address) => secure(raw = socket, address),
      });
      raw?.resetAndDestroy();
    }
    (await dialSocket({ host, port }, { signal, secure })).destroy();
  }
  assertEquals(serving.errors, []);
});

/** The first bytes of a client of TLS. */
async function clientHello(): Promise<Uint8Array> {
  const first = Promise.withResolvers<Uint8Array>();
  const server = createServer((socket) => {
    socket.on("error", () => {}).on("data", (bytes: Uint8Array) => {
      first.resolve(new Uint8Array(bytes));
      socket.destroy();
    });
  });
  await new Promise<void>((done) => server.listen(0, host, () => done()));
  const { port } = server.address() as { port: number };
  await dialSocket({ host, port }, { signal, secure: secureBy({}) }).catch(() => {});
  await new Promise((done) => server.close(done));
  return await first.promise;
}
