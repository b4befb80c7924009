// The description of the API against a running program: each path, each method, each answer.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { brokenReferences, type Json, schemaFaults } from "../support/json_schema.ts";
import { isCompiled, Picam } from "../support/picam.ts";
import { ask, header, statusOf } from "../support/plain_http.ts";
import { SseClient } from "../support/sse_client.ts";

const small = ["--source", "pattern", "--width", "320", "--height", "240"];

/** Paths whose good answer has no end. */
const endless = /^\/(stream\.|api\/v1\/events)/;
/** What a path needs to be answered well. */
const queries: Readonly<Record<string, string>> = { "/clip.mp4": "?last=1s" };
/** What may be answered instead, by the camera's codec and what this machine has. */
const instead: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^\/frame\./, [406, 501]],
  [/^\/(stream|clip)\./, [406]],
  [/^\/hls\//, [404, 406]],
];
/** Control methods that would end the test, or change the machine. */
const untried = /system\.|wifi\./;

async function describe(picam: Picam): Promise<Json> {
  return await (await fetch(`${picam.url}/api/v1/openapi.json`)).json();
}

/** Each operation of a document. */
function operations(document: Json): { path: string; method: string; operation: Json }[] {
  return Object.entries<Json>(document.paths).flatMap(([path, item]) =>
    Object.entries<Json>(item).map(([method, operation]) => ({ path, method, operation }))
  );
}

async function start(args: readonly string[] = []): Promise<Picam> {
  const picam = await Picam.start([...small, ...args]);
  await picam.logged(/delivers pictures/);
  return picam;
}

Deno.test("every route of the program is described, with names of its own and good references", async () => {
  await using picam = await start();
  const document = await describe(picam);
  const all = operations(document);
  assertEquals(document.openapi, "3.1.0");
  assert(all.length > 40, `${all.length} operations`);
  assertEquals(all.filter(({ operation }) => operation["x-undescribed"]), []);
  assertEquals(new Set(all.map(({ operation }) => operation.operationId)).size, all.length);
  assertEquals(brokenReferences(document), []);
  for (const { path, operation } of all) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const described = (operation.parameters ?? []).filter((each: Json) => each.in === "path");
    assertEquals(described.map((each: Json) => each.name), named, path);
  }
});

for (const codec of ["h264", "mjpeg", "raw12"]) {
  Deno.test(`every path answers every method as it is described, with codec ${codec}`, async () => {
    const ending = codec === "raw12" ? "raw" : codec;
    await using picam = await start(["--record", `/dev/null/none.${ending}`, "--codec", codec]);
    const document = await describe(picam);
    // HLS begins with the first second that is whole.
    while (await statusAt(`${picam.url}/hls/live.m3u8`) === 503);
    for (const { path, method, operation } of operations(document)) {
      if (path !== "/ws" && !untried.test(path)) {
        await tryOperation(picam, { path, method, operation, document });
      }
    }
  });
}

async function statusAt(url: string): Promise<number> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
}

/** Asks for a path as somebody who may, and holds the answer against what is described. */
async function tryOperation(
  picam: Picam,
  { path, method, operation, document }: Record<"operation" | "document", Json> & {
    readonly path: string;
    readonly method: string;
  },
): Promise<void> {
  const target = path.replaceAll(/\{\w+\}/g, "none") + (queries[path] ?? "");
  const response = await fetch(picam.url + target, {
    method: method.toUpperCase(),
    headers: { Authorization: `Bearer ${picam.controlToken}` },
  });
  const what = `${method} ${path}: ${response.status}`;
  const isHead = method === "head";
  const answer = operation.responses[response.status];
  assert(answer !== undefined, `${what} is not described`);
  const expected = [200, 409, ...instead.find(([paths]) => paths.test(path))?.[1] ?? []];
  assert(expected.includes(response.status), what);
  const [type = ""] = Object.keys(answer.content ?? {});
  const given = response.headers.get("content-type") ?? "";
  if (!isHead) assertEquals(given.split(";")[0], type.split(";")[0], what);
  if (endless.test(path) && response.status === 200 && !isHead) {
    const reader = response.body!.getReader();
    assert((await reader.read()).value!.length > 0, what);
    await reader.cancel();
    return;
  }
  const body = await response.text();
  if (isHead) assertEquals(body, "", what);
  else if (type.includes("json")) {
    const { schema } = answer.content[type];
    assertEquals(schemaFaults(JSON.parse(body), schema, document), [], what);
  }
}

Deno.test("status with everything in it is as it is described, clients and faults included", async () => {
  const fault = await Picam.start(["--source", "file:/nowhere/video.h264"]);
  await using _fault = fault;
  await fault.logged(/nowhere/);
  await using picam = await start(["--push", "tcp://127.0.0.1:1"]);
  const document = await describe(picam);
  const stream = await fetch(`${picam.url}/stream.h264`);
  const { Status, Client } = document.components.schemas;
  assertEquals(schemaFaults(await picam.status(), Status, document), []);
  const status = await fault.status();
  assertEquals(status.camera.fault.kind, "unreadable");
  assertEquals(schemaFaults(status, Status, document), []);
  const clients = await (await fetch(`${picam.url}/api/v1/clients`)).json();
  assertEquals(clients.length, 1);
  assertEquals(schemaFaults(clients[0], Client, document), []);
  await stream.body!.cancel();
});

Deno.test("every event that a program tells is one of the table", async () => {
  await using picam = await start(["--push", "tcp://127.0.0.1:1"]);
  const document = await describe(picam);
  await (await fetch(`${picam.url}/stream.h264?duration=100ms`)).arrayBuffer();
  await using client = await SseClient.open(`${picam.url}/api/v1/events`, {
    "Last-Event-ID": "9-9",
  });
  const seen = new Set<string>();
  const stopped = picam.stop();
  for (;;) {
    const { event, data } = await client.next();
    const schema = document.components.schemas[`Event.${event}`];
    assert(schema !== undefined, event);
    assertEquals(schemaFaults(data, schema, document), [], event);
    seen.add(event);
    if (data["state"] === "shutting-down") break;
  }
  await stopped;
  assertEquals([...seen].sort(), ["client", "missed", "push", "state", "stream"]);
});

/** A request, what else it has, and what may be answered. */
type Case = readonly [
  expected: readonly number[],
  request: string,
  headers?: readonly string[],
  body?: string,
];

/** What is wrong with a request, for one path of the description. */
function wrongRequests(path: string, item: Json, token: string): Case[] {
  const target = path.replaceAll(/\{\w+\}/g, "none");
  const isPost = item.post !== undefined;
  const good = isPost ? "POST" : "GET";
  const control = `Authorization: Bearer ${token}`;
  const needsToken = (item.post ?? item.get).security.length > 0;
  const none = path === "/ws" ? 426 : needsToken ? 401 : undefined;
  const bodies = ["no JSON at all", "[1,2]", '{"noSuchParameter": 1}', '{"a": 1}{"b": 2}'];
  return [
    [[405], `PUT ${target}`, [control]],
    [[405], `DELETE ${target}`, [control]],
    [[405], `${isPost ? "GET" : "POST"} ${target}`, [control]],
    ...(none === undefined ? [] : [[[none], `${good} ${target}`] as const]),
    // The compiled file's older Deno neither lets an upgrade be refused nor holds a header to its limit.
    ...(path === "/ws" && !isCompiled ? wrongHandshakes(token) : []),
    [[401], `${good} ${target}?token=${token}`],
    [[421], `${good} ${target}`, ["Host: evil.example"]],
    [isCompiled ? [] : [431], `${good} ${target}`, [control, `X-Long: ${"x".repeat(17_000)}`]],
    ...(isPost
      ? [
        [[403], `POST ${target}`, [control, "Origin: http://evil.example"]] as const,
        [[413], `POST ${target}`, [control], `"${"x".repeat(70_000)}"`] as const,
        ...bodies.map((body) => [[400], `POST ${target}`, [control], body] as const),
      ]
      : []),
  ];
}

/** What is wrong with a request to go on as WebSocket. */
function wrongHandshakes(token: string): Case[] {
  const upgrade = ["Upgrade: websocket", "Connection: Upgrade", `Authorization: Bearer ${token}`];
  return [
    [[400], "GET /ws", [...upgrade, "Sec-WebSocket-Version: 13"]],
    [[403], "GET /ws", [...upgrade, "Origin: http://evil.example"]],
    [[426], "GET /ws", [...upgrade, "Sec-WebSocket-Version: 12"]],
    [[405], "POST /ws", upgrade],
  ];
}

/** Whether a path's description has an answer, of the method that was asked for or of any. */
function isDescribed(item: Json, request: string, status: number): boolean {
  const method = request.slice(0, request.indexOf(" ")).toLowerCase();
  const operations: Json[] = item[method] === undefined ? Object.values(item) : [item[method]];
  return operations.every(({ responses }) => responses[status] !== undefined);
}

Deno.test("wrong method, type, size, origin and host on every path: a problem, and the picture goes on", async () => {
  await using picam = await start(["--view-token", "let-me-see"]);
  const headers = { Authorization: "Bearer let-me-see" };
  const document: Json = await (await fetch(`${picam.url}/api/v1/openapi.json`, { headers }))
    .json();
  const watching = await fetch(`${picam.url}/stream.h264`, { headers });
  const reader = watching.body!.getReader();
  for (const [path, item] of Object.entries<Json>(document.paths)) {
    for (const [expected, request, lines, body] of wrongRequests(path, item, picam.controlToken)) {
      if (expected.length === 0) continue;
      const answer = await ask(picam.url, request, lines, body);
      const sent = `${request} [${lines}] ${body}`.slice(0, 200);
      const what = `${sent}: ${answer.slice(0, 200)}`;
      const status = statusOf(answer);
      assert(expected.includes(status), what);
      assert(isDescribed(item, request, status), `${status} is not described: ${what}`);
      assertEquals(header(answer, "content-type"), "application/problem+json", what);
      const detail = JSON.parse(answer.split("\r\n\r\n")[1]!);
      assertEquals(schemaFaults(detail, document.components.schemas.Problem, document), [], what);
      if (status === 405) assert(header(answer, "allow") !== undefined, what);
    }
  }
  assert((await reader.read()).value!.length > 0);
  await reader.cancel();
  assertEquals(picam.log.filter(({ level }) => level === "error"), []);
});

Deno.test("a wrong token is refused on every path that takes one, and the eleventh told to wait", async () => {
  await using first = await start(["--view-token", "let-me-see"]);
  const document: Json = await (await fetch(`${first.url}/api/v1/openapi.json?token=let-me-see`))
    .json();
  const paths = operations(document)
    .filter(({ path, method, operation }) =>
      method !== "head" && path !== "/ws" && operation.security.length > 0
    );
  for (let at = 0; at < paths.length; at += 10) {
    await using picam = await Picam.start([...small, "--view-token", "let-me-see"]);
    for (const { path, method } of paths.slice(at, at + 10)) {
      const request = `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, "none")}`;
      const answer = await ask(picam.url, request, ["Authorization: Bearer wrong"]);
      assertEquals(statusOf(answer), 401, request);
      assertMatch(header(answer, "www-authenticate") ?? "", /^Basic /);
    }
    if (paths.length - at < 10) continue;
    const late = await ask(picam.url, "GET /api/v1/status", ["Authorization: Bearer let-me-see"]);
    assertEquals(statusOf(late), 429);
  }
});

Deno.test("no path leads out of what there is", async () => {
  await using picam = await start();
  const paths = [
    "/../../etc/passwd",
    "/page/../../../etc/passwd",
    "/page/..%2f..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/page/....//....//etc/passwd",
    "/hls/..%2f..%2fetc%2fpasswd",
    "/hls/%00",
    "//etc/passwd",
    "/\\..\\..\\etc\\passwd",
    "/api/v1/control/..%2f..%2fstatus",
    "/__proto__",
    "/api/v1/constructor",
    "/page/toString",
    "/file:///etc/passwd",
  ];
  for (const path of paths) {
    const answer = await ask(picam.url, `GET ${path}`);
    assert([400, 404, 405].includes(statusOf(answer)), `${path}: ${answer.slice(0, 200)}`);
    assert(!answer.includes("root:"), path);
  }
  for (const target of ["http://evil.example/", "*", "evil", "?", "http://[", "/\u0001"]) {
    const answer = await ask(picam.url, `GET ${target}`);
    assert(statusOf(answer) < 500, `${target}: ${answer.slice(0, 100)}`);
  }
  assertEquals(await (await fetch(`${picam.url}/readyz`)).text(), "ok\n");
});

Deno.test("200 connections that never finish their request hold up nobody", async () => {
  await using picam = await start(["--max-clients", "100"]);
  const watching = await fetch(`${picam.url}/stream.h264`);
  const reader = watching.body!.getReader();
  await reader.read();
  const { port } = new URL(picam.url);
  const open: Deno.TcpConn[] = [];
  try {
    for (let n = 0; n < 200; n++) {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
      open.push(connection);
      await connection.write(new TextEncoder().encode("GET /api/v1/status HTTP/1.1\r\nHost: pi"));
    }
    for (let n = 0; n < 20; n++) assert((await reader.read()).value!.length > 0);
    const status = await picam.status();
    assertEquals(status.sessions.active, 1);
    assertEquals(status.clients?.length, undefined);
    const [client] = await (await fetch(`${picam.url}/api/v1/clients`)).json();
    assertEquals([client.skips, client.lostFrames], [0, 0]);
  } finally {
    for (const connection of open) connection.close();
    await reader.cancel();
  }
});
