import { assert, assertEquals, assertMatch } from "@std/assert";
import { HttpPort } from "../support/http_port.ts";

const view = "Authorization: Bearer see";
const control = "Authorization: Bearer ctl";
const wrong = "Authorization: Bearer no";
const basic = (password: string): string => `Authorization: Basic ${btoa(`me:${password}`)}`;
const foreign = "Host: evil.com";
const page = "Origin: http://pi:8000";
const otherPage = "Origin: http://evil.com";
const socket = "Connection: Upgrade; Upgrade: websocket";
const socketOnce = "Connection: close, Upgrade; Upgrade: websocket";

/** Request, headers, and what is answered: with both tokens set, and with the control token alone. */
const table: [request: string, headers: string, both: string, open: string][] = [
  ["GET /", "", "200 undefined", "200 view"],
  ["GET /", wrong, "200 undefined", "200 view"],
  ["GET /", foreign, "421", "421"],
  ["GET /", `${foreign}; ${view}`, "200 view", "421"],
  ["GET /", `${foreign}; ${control}`, "200 control", "200 control"],
  ["GET /", `${foreign}; ${wrong}`, "421", "421"],
  ["GET /stream", "", "401", "200 view"],
  ["HEAD /stream", "", "401", "200"],
  ["HEAD /stream", view, "200", "200"],
  ["GET /stream", view, "200 view", "200 view"],
  ["GET /stream", control, "200 control", "200 control"],
  ["GET /stream", wrong, "401", "200 view"],
  ["GET /stream", "Authorization: Bearer", "401", "200 view"],
  ["GET /stream", `${wrong}; ${view}`, "401", "200 view"],
  ["GET /stream", basic("see"), "200 view", "200 view"],
  ["GET /stream", basic("ctl"), "200 control", "200 control"],
  ["GET /stream", basic("no"), "401", "200 view"],
  ["GET /stream", basic(""), "401", "200 view"],
  ["GET /stream?token=see", "", "200 view", "200 view"],
  ["GET /stream?a=b&token=see", "", "200 view", "200 view"],
  ["GET /stream?token=no", "", "401", "200 view"],
  ["GET /stream?token=", "", "401", "200 view"],
  ["GET /stream?token=ctl", "", "401", "401"],
  ["GET /stream?token=no", view, "200 view", "200 view"],
  ["GET /stream?token=see", wrong, "401", "200 view"],
  ["GET /stream", foreign, "421", "421"],
  ["GET /stream", `${foreign}; ${view}`, "200 view", "421"],
  ["GET /stream?token=see", foreign, "200 view", "421"],
  ["GET /stream", otherPage, "401", "200 view"],
  ["POST /stream", control, "405", "405"],
  ["POST /control/go", "", "401", "401"],
  ["POST /control/go", view, "401", "401"],
  ["POST /control/go", wrong, "401", "401"],
  ["POST /control/go", control, "200 control", "200 control"],
  ["POST /control/go", basic("ctl"), "200 control", "200 control"],
  ["POST /control/go?token=ctl", "", "401", "401"],
  ["POST /control/go?token=see", "", "401", "401"],
  ["POST /control/go", `${control}; ${page}`, "200 control", "200 control"],
  ["POST /control/go", `${control}; ${otherPage}`, "403", "403"],
  ["POST /control/go", `${control}; Origin: null`, "403", "403"],
  ["POST /control/go", `${control}; ${foreign}; ${otherPage}`, "200 control", "200 control"],
  ["GET /control/go", control, "405", "405"],
  ["GET /control/go", "", "405", "405"],
  ["POST /control/go/on", control, "404", "404"],
  ["PUT /stream", control, "405", "405"],
  ["GET /none", "", "404", "404"],
  ["GET /none", wrong, "404", "404"],
  ["GET /__proto__", "", "404", "404"],
  ["GET //stream", view, "404", "404"],
  ["GET ///", view, "404", "404"],
  ["GET //pi/stream", view, "404", "404"],
  ["GET //evil.com/stream", view, "404", "404"],
  ["GET /%73tre%61m", "", "401", "200 view"],
  ["GET /%2fstream", view, "404", "404"],
  ["GET /%2573tream", view, "404", "404"],
  ["GET http://pi:8000/stream", "", "401", "200 view"],
  ["GET HTTP://192.168.1.5/stream", view, "200 view", "200 view"],
  ["GET http://pi:8000", "", "200 undefined", "200 view"],
  ["GET http://evil.com/stream", "", "421", "421"],
  ["GET http://evil.com/stream", view, "200 view", "421"],
  ["GET http://pi:8000@evil.com/stream", "", "421", "421"],
  ["GET http://pi:8000/stream", foreign, "421", "421"],
  ["GET ftp://pi/stream", view, "400", "400"],
  ["OPTIONS *", view, "400", "400"],
  ["GET /stream", "Host: pi; Host: pi", "400", "400"],
  ["GET /stream", `Host: pi; ${foreign}`, "400", "400"],
  ["GET /ws", `${socket}; Host: pi; Host: pi`, "400", "400"],
  ["GET /ws", "", "426", "426"],
  ["HEAD /ws", "", "426", "426"],
  ["HEAD /ws", socketOnce, "426", "426"],
  ...["POST", "PUT", "DELETE", "OPTIONS"].flatMap((method): typeof table => [
    [`${method} /ws`, "", "405", "405"],
    [`${method} /ws`, socketOnce, "405", "405"],
  ]),
  ["GET http://pi/ws", socket, "101 undefined", "101 view"],
  ["GET http://evil.com/ws", socket, "421", "421"],
  ["GET //ws", socketOnce, "404", "404"],
  ["GET /ws", socket, "101 undefined", "101 view"],
  ["GET /ws", `${socket}; ${view}`, "101 view", "101 view"],
  ["GET /ws", `${socket}; ${control}`, "101 control", "101 control"],
  ["GET /ws", `${socket}; ${wrong}`, "401", "101 view"],
  ["GET /ws?token=see", socket, "101 view", "101 view"],
  ["GET /ws?token=ctl", socket, "401", "401"],
  ["GET /ws", `${socket}; ${page}`, "101 undefined", "101 view"],
  ["GET /ws", `${socket}; ${otherPage}`, "403", "403"],
  ["GET /ws", `${socket}; ${otherPage}; ${control}`, "403", "403"],
  ["GET /ws", `${socket}; ${foreign}`, "421", "421"],
  ["GET /stream", socketOnce, "401", "200 view"],
  ["GET /stream", "Connection: close, Upgrade; Upgrade: h2c", "401", "200 view"],
];

/** Status, and the role that the handler saw. */
function verdict(answer: string): string {
  const [, status = "none"] = /^HTTP\/1\.1 (\d+)/.exec(answer) ?? [];
  const [, role] = /\bas (undefined|view|control)\b/i.exec(answer) ?? [];
  return role === undefined ? status : `${status} ${role}`;
}

Deno.test("method, headers and route decide who is answered", async () => {
  for (const [request, headers, both, open] of table) {
    for (const [viewToken, expected] of [["see", both], [undefined, open]] as const) {
      await using port = await HttpPort.start({
        controlToken: "ctl",
        ...(viewToken === undefined ? {} : { viewToken }),
      });
      const answer = await port.ask(request, headers);
      const what = `${request} [${headers}] view token ${viewToken}: ${answer.slice(0, 300)}`;
      assertEquals(verdict(answer), expected, what);
      assertEquals(port.errors, []);
      assert(!/token=/.test(port.answered.join()), port.answered.join());
      if (verdict(answer) === "401") {
        assertMatch(answer, /\r\nwww-authenticate: Basic realm="picam", charset="UTF-8"\r\n/i);
      }
      if (/^[45]/.test(verdict(answer))) {
        assertMatch(answer, /\r\ncontent-type: application\/problem\+json\r\n/i, what);
      }
      if (verdict(answer) === "405") {
        assertMatch(answer, /\r\nallow: (GET|GET, HEAD|POST)\r\n/i, what);
      }
      assert(!/\b(see|ctl)\b/.test(answer.replace(/a=b/, "")), what);
    }
  }
});

Deno.test("ten wrong tokens, and the right one is answered 429 for a minute", async () => {
  await using port = await HttpPort.start({ viewToken: "see", controlToken: "ctl" });
  for (let guess = 0; guess < 10; guess++) {
    assertEquals(verdict(await port.ask(`GET /stream?token=guess${guess}`)), "401");
  }
  const answer = await port.ask("GET /stream", view);
  assertEquals(verdict(answer), "429");
  assertMatch(answer, /\r\nretry-after: 60\r\n/i);
  assertEquals(verdict(await port.ask("GET /ws", `${socket}; ${view}`)), "429");
  assertEquals(verdict(await port.ask("GET /stream")), "401");
  assertEquals(verdict(await port.ask("GET /", view)), "200 undefined");
  port.nowMs = 60_000;
  assertEquals(verdict(await port.ask("GET /stream", view)), "200 view");
});

Deno.test("a wrong token that would excuse a host, or is not needed, counts as well", async () => {
  for (
    const [request, headers] of [["GET /", foreign], ["GET /none", ""], ["GET /", ""]] as const
  ) {
    await using port = await HttpPort.start({ controlToken: "ctl" });
    for (let guess = 0; guess < 10; guess++) {
      await port.ask(request, `${wrong}${guess}${headers && `; ${headers}`}`);
    }
    assertEquals(verdict(await port.ask("POST /control/go", control)), "429", request);
  }
});

Deno.test("huge and broken credentials are refused, and the server goes on", async () => {
  await using port = await HttpPort.start({ viewToken: "see" });
  const long = "a".repeat(15_000);
  assertEquals(verdict(await port.ask("GET /stream", `Authorization: Bearer ${long}`)), "401");
  assertEquals(verdict(await port.ask("GET /stream", basic(long.slice(0, 10_000)))), "401");
  assertEquals(verdict(await port.ask(`GET /stream?token=${long}`)), "401");
  assertEquals(
    verdict(await port.ask("GET /stream", `Authorization: Bearer ${long}${long}`)),
    "431",
  );
  assertEquals(verdict(await port.ask("GET /stream", "Authorization: Basic \u00ff\u00fe")), "401");
  assertEquals(verdict(await port.ask("GET /stream", view)), "200 view");
  assertEquals(port.errors, []);
});

Deno.test("a handler that fails is told of by its path alone, without query and token", async () => {
  await using port = await HttpPort.start({ viewToken: "see" });
  assertEquals(verdict(await port.ask("GET /fails?token=see&from=live")), "500");
  assertEquals(port.errors, ["/fails"]);
});

Deno.test("without tokens and without access, viewing is open and commanding is not", async () => {
  await using port = await HttpPort.start({});
  assertEquals(verdict(await port.ask("GET /stream")), "200 view");
  assertEquals(
    verdict(await port.ask("POST /control/go", "Authorization: Bearer undefined")),
    "401",
  );
});
