import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Handler, WireOptions } from "../../lib/serve/mod.ts";
import { wireWebSocket } from "../../lib/serve/mod.ts";
import { HttpPort } from "../support/http_port.ts";

/** Takes an answer apart, and holds it to be a whole problem after which the connection ends. */
function problemIn(answer: string, what: string): { status: number; detail: string } {
  const [head = "", body = ""] = answer.split("\r\n\r\n", 2);
  assertMatch(head, /\r\ncontent-type: application\/problem\+json(\r\n|$)/i, `${what}: ${answer}`);
  assertMatch(head, /\r\nconnection: close(\r\n|$)/i, what);
  const problem = JSON.parse(body);
  assertEquals(head.split(" ", 2)[1], String(problem.status), what);
  assert(problem.title !== "", what);
  return problem;
}

const host = "Host: pi:8000\r\n";
const long = "x".repeat(17_000);

/** What is sent, the status, and what the detail says. */
const unparsed: [request: string, status: number, detail: RegExp][] = [
  [`GET / HTTP/1.1\r\n${host}X: ${long}\r\n\r\n`, 431, /16 KiB/],
  [`GET /${long} HTTP/1.1\r\n${host}\r\n`, 431, /16 KiB/],
  [`GET / HTTP/1.1\r\n${host}X: ${long.repeat(60)}\r\n\r\n`, 431, /16 KiB/],
  ["GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400, /Host/],
  [`GET / HTTP/1.1\r\n${host}a b: c\r\n\r\n`, 400, /HTTP\/1\.1/],
  [`POST / HTTP/1.1\r\n${host}Content-Length: -3\r\n\r\n`, 400, /HTTP\/1\.1/],
  [
    `POST / HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    /Transfer-Encoding can't be present with Content-Length/,
  ],
  [`POST /body HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400, /HTTP\/1\.1/],
  [`FOO / HTTP/1.1\r\n${host}\r\n`, 400, /HTTP\/1\.1/],
  ["\x16\x03\x01\x02\x00\r\n\r\n", 400, /HTTP\/1\.1/],
];

Deno.test("what is no request, or too long, is answered with a problem that says why", async () => {
  const statuses: number[] = [];
  const all = Promise.withResolvers<number[]>();
  await using port = await HttpPort.start({}, {
    routes: { "/body": { POST: readBody } },
    onAnswered: ({ status }) => {
      if (statuses.push(status) === unparsed.length) all.resolve(statuses);
    },
  });
  for (const [request, status, detail] of unparsed) {
    const what = request.slice(0, 100);
    const problem = problemIn(await port.send(request), what);
    assertEquals(problem.status, status, what);
    assertMatch(problem.detail, detail, what);
  }
  assertEquals((await all.promise).sort(), unparsed.map(([, status]) => status).sort());
  assertEquals(port.errors, []);
});

const readBody: Handler = async ({ request, response }) => {
  for await (const _ of request);
  response.end("read\n");
};

Deno.test("CONNECT is answered with a problem, and an expectation is passed over", async () => {
  await using port = await HttpPort.start({});
  assertEquals(problemIn(await port.ask("CONNECT pi:80"), "CONNECT").status, 405);
  assertMatch(await port.ask("GET /stream", "Expect: the-unexpected"), /^HTTP\/1\.1 200/);
});

Deno.test("a header or a body that does not come is answered with a problem that says the limit", async () => {
  await using port = await HttpPort.start({}, {
    routes: { "/body": { POST: readBody } },
    headerTimeoutMs: 200,
  });
  const cases: [string, RegExp][] = [
    [`GET / HTTP/1.1\r\n${host}`, /headers must be here within 0\.2 s/],
    [`POST /body HTTP/1.1\r\n${host}Content-Length: 9\r\n\r\nabc`, /body must be .* 0\.4 s/],
  ];
  for (const [request, detail] of cases) {
    const problem = problemIn(await port.send(request), request);
    assertEquals(problem.status, 408);
    assertMatch(problem.detail, detail);
  }
  assertEquals(port.errors, []);
});

Deno.test("no problem is written into the middle of an answer", async () => {
  await using port = await HttpPort.start({}, {
    routes: { "/": { GET: ({ response }) => void response.write("first part") } },
  });
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: port.number });
  const text = new TextEncoder();
  await connection.write(text.encode(`GET / HTTP/1.1\r\n${host}\r\n`));
  const buffer = new Uint8Array(65536);
  let answer = "";
  let isGarbageSent = false;
  for (;;) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) break;
    answer += new TextDecoder().decode(buffer.subarray(0, count));
    if (isGarbageSent || !answer.includes("first part")) continue;
    isGarbageSent = true;
    await connection.write(text.encode("no request\r\n\r\n"));
  }
  assert(isGarbageSent);
  assertMatch(answer, /^HTTP\/1\.1 200/);
  assert(!answer.includes("problem+json"), answer);
});

Deno.test("a client that cuts its body is no error, a handler that fails over a body is", async () => {
  const over = Promise.withResolvers<string>();
  const handler: Handler = async (exchange) => {
    try {
      await readBody(exchange);
    } catch (error) {
      queueMicrotask(() => setTimeout(() => over.resolve(String(error))));
      throw error;
    }
  };
  await using port = await HttpPort.start({}, {
    routes: {
      "/body": { POST: handler },
      "/fails": {
        POST: () => {
          throw new Error("a fault of our own");
        },
      },
    },
  });
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: port.number });
  await connection.write(
    new TextEncoder().encode(`POST /body HTTP/1.1\r\n${host}Content-Length: 9\r\n\r\nabc`),
  );
  connection.close();
  assertMatch(await over.promise, /aborted/);
  assertEquals(port.errors, []);
  const failing =
    `POST /fails HTTP/1.1\r\n${host}Content-Length: 9\r\nConnection: close\r\n\r\nabc`;
  await port.send(`${failing}defghi`);
  assertEquals(port.errors, ["/fails"]);
});

const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
const thirteen = "Sec-WebSocket-Version: 13";

Deno.test("a WebSocket handshake that is none is answered with a problem", async () => {
  await using port = await HttpPort.start({}, {
    upgrades: { "/ws": wireWebSocket({} as WireOptions) },
  });
  const cases: [headers: string, status: number, detail: RegExp][] = [
    [thirteen, 400, /Sec-WebSocket-Key/],
    [`${thirteen}; Sec-WebSocket-Key: short`, 400, /Sec-WebSocket-Key/],
    [key, 426, /13/],
    [`${key}; Sec-WebSocket-Version: 12`, 426, /13/],
    [`${key}; ${thirteen}; Sec-WebSocket-Protocol: a b`, 400, /Protocol/],
  ];
  for (const [headers, status, detail] of cases) {
    const asked = `Connection: Upgrade; Upgrade: websocket; ${headers}`;
    const answer = await port.ask("GET /ws", asked);
    const problem = problemIn(answer, headers);
    assertEquals(problem.status, status, headers);
    assertMatch(problem.detail, detail, headers);
    if (status === 426) assertMatch(answer, /\r\nsec-websocket-version: 13\r\n/i);
  }
  assertEquals(port.errors, []);
});
