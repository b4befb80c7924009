import { setImmediate } from "node:timers";
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  decodeError,
  decodeObject,
  encodeJson,
  encodeMessage,
  type Hello,
  type JsonObject,
  type Message,
  MessageDecoder,
  MessageType,
  type WireError,
} from "../../lib/wire/mod.ts";
import { Serving } from "../support/serving.ts";
import { changed, joined, message } from "../unit/wire/messages.ts";

const { hello, request, response, frame, error, welcome } = MessageType;
const at = { timestampUs: 0 };

const greeting = (members: Partial<Hello> = {}): Uint8Array<ArrayBuffer> =>
  encodeJson(hello, { agent: "test", role: "view", ...members }, at);

/** Sends bytes, and takes what comes until the server closes. */
async function say(serving: Serving, bytes: Uint8Array): Promise<Message[]> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: serving.wirePort });
  const heard: Message[] = [];
  const decoder = new MessageDecoder({ onMessage: (it) => heard.push(it) });
  const written = write(connection, bytes);
  try {
    for await (const chunk of connection.readable.values({ preventCancel: true })) {
      decoder.push(Uint8Array.from(chunk));
    }
  } catch (error) {
    // Who is closed while it still sends may be told by a reset.
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  }
  await written;
  return heard;
}

async function write(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length;) {
    try {
      from += await connection.write(bytes.subarray(from));
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) return;
      if (error instanceof Deno.errors.ConnectionReset) return;
      throw error;
    }
  }
}

/** Lets everything else happen that can. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The ERROR that comes last. */
function lastError(heard: readonly Message[]): WireError {
  const last = heard.at(-1);
  assertEquals(last?.type, error, `after ${heard.map(({ type }) => type)}`);
  return decodeError(last!.payload);
}

const refused: readonly (readonly [string, Uint8Array, string])[] = [
  ["another protocol", new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "protocol"],
  [
    "a wrong sum of the header",
    changed(greeting(), { at: 39, to: [1], keepSum: true }),
    "protocol",
  ],
  ["a wrong sum of the payload", changed(greeting(), { at: 50, to: [1] }), "protocol"],
  ["version 2", changed(greeting(), { at: 4, to: [2] }), "protocol"],
  [
    "a session that does not begin with HELLO",
    encodeJson(request, { id: 1, method: "status" }, at),
    "protocol",
  ],
  [
    "JSON that is none",
    encodeMessage(message({ type: hello, payload: Uint8Array.of(1) })),
    "protocol",
  ],
  ["HELLO of 64 KiB and a byte", changed(greeting(), { at: 8, to: [0, 1, 0, 1] }), "too-large"],
  ["a length of 4 GB", changed(greeting(), { at: 8, to: [255, 255, 255, 255] }), "too-large"],
  ["a camera that dials out to a server", publish(), "forbidden"],
  ["an unknown stream", greeting({ stream: "moon" }), "unknown-stream"],
  [
    "an unknown stream with a name of 60 KB",
    greeting({ stream: "x".repeat(60_000) }),
    "unknown-stream",
  ],
  [
    "an unknown stream whose name is twice as long in JSON",
    greeting({ stream: "\n".repeat(30_000) }),
    "unknown-stream",
  ],
  [
    "no place to begin",
    encodeJson(hello, { role: "view", from: { kind: "x" } }, at),
    "invalid-from",
  ],
];

function publish(): Uint8Array<ArrayBuffer> {
  const stream = { id: 1, name: "camera", codec: "h264" } as const;
  return greeting({ role: "publish", offer: { stream, epoch: "e", oldest: 0, head: 0 } });
}

for (const [name, bytes, code] of refused) {
  Deno.test(`refused with ${code} and closed: ${name}`, async () => {
    await using serving = await Serving.start();
    const heard = await say(serving, bytes);
    assertEquals(heard.length, 1);
    const { message, ...told } = lastError(heard);
    assertEquals(told.code, code);
    assertMatch(message, /^[A-Zf].{10,510}$/s, "words that help");
    assertEquals(serving.errors, []);
  });
}

const brokenLater: readonly (readonly [string, Uint8Array, string])[] = [
  [
    "a wrong sum of the header",
    changed(greeting(), { at: 39, to: [1], keepSum: true }),
    "protocol",
  ],
  ["a wrong sum of the payload", changed(greeting(), { at: 50, to: [1] }), "protocol"],
  ["magic lost", new TextEncoder().encode("PCAN"), "protocol"],
  ["a second HELLO", greeting(), "protocol"],
  ["frames of a viewer", encodeMessage(message({ type: frame })), "forbidden"],
  ["REQUEST that is none", encodeJson(request, { method: "status" }, at), "protocol"],
  ["a length over the limit", changed(greeting(), { at: 8, to: [1, 0, 0, 1] }), "too-large"],
];

for (const [name, bytes, code] of brokenLater) {
  Deno.test(`a session in its midst is ended with ${code}: ${name}`, async () => {
    await using serving = await Serving.start();
    serving.addFrame({ key: true });
    const heard = await say(serving, joined([greeting(), bytes]));
    assertEquals(heard.map(({ type }) => type), [welcome, frame, error]);
    assertEquals(lastError(heard).code, code);
    assertEquals(serving.errors, []);
    while (serving.sessions.clients().length > 0) await turn();
  });
}

Deno.test("who finds no place is told when to come again", async () => {
  await using serving = await Serving.start({ limit: 1 });
  using first = await Deno.connect({ hostname: "127.0.0.1", port: serving.wirePort });
  await first.write(greeting());
  await first.read(new Uint8Array(1));
  const told = lastError(await say(serving, greeting()));
  assertEquals(told.code, "busy");
  assert((told.retryAfterMs ?? 0) > 0);
});

/** Asks, and takes the answers to all. */
async function ask(serving: Serving, requests: readonly unknown[]): Promise<JsonObject[]> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: serving.wirePort });
  await connection.write(
    joined([greeting(), ...requests.map((it) => encodeJson(request, it, at))]),
  );
  const answers: JsonObject[] = [];
  const decoder = new MessageDecoder({
    onMessage: ({ type, payload }) => {
      if (type === response) answers.push(decodeObject(payload, "RESPONSE"));
    },
  });
  for await (const chunk of connection.readable.values({ preventCancel: true })) {
    decoder.push(Uint8Array.from(chunk));
    if (answers.length === requests.length) break;
  }
  return answers;
}

Deno.test("a method of 60 KB is unknown, and the session goes on", async () => {
  await using serving = await Serving.start();
  const methods = ["\n".repeat(30_000), "x".repeat(60_000), "y"];
  const answers = await ask(serving, methods.map((method, id) => ({ id, method })));
  assertEquals(answers.map(({ id }) => id), [0, 1, 2]);
  for (const { error } of answers) assertEquals((error as JsonObject)["code"], "unknown-method");
});

Deno.test("an answer that no message has room for is told as too large", async () => {
  await using serving = await Serving.start({
    handle: () => Promise.resolve({ list: "x".repeat(70_000) }),
  });
  const [answer] = await ask(serving, [{ id: "a", method: "status" }]);
  assertEquals(answer!["id"], "a");
  assertEquals((answer!["error"] as JsonObject)["code"], "too-large");
});
