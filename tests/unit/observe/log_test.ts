import { assertEquals, assertMatch } from "@std/assert";
import { createLogger, type Logger, type LogOptions } from "../../../lib/observe/mod.ts";

function logger(options: Partial<LogOptions> = {}) {
  const at = { us: 1_700_000_000_123_456 };
  const lines: string[] = [];
  const log: Logger = createLogger({
    level: "debug",
    format: "text",
    journal: true,
    nowUs: () => at.us,
    write: (line) => lines.push(line),
    ...options,
  });
  return { at, lines, log };
}

Deno.test("a text line holds time, level, component, message and fields", () => {
  const { lines, log } = logger({ journal: false });
  log.child("camera").info("started", {
    pid: 12,
    platform: "vc4",
    args: "-t 0",
    profile: undefined,
  });
  assertMatch(
    lines[0] ?? "",
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.123 INFO {2}camera: started pid=12 platform=vc4 args="-t 0"\n$/,
  );
});

Deno.test("under the journal the time is left out and the level goes ahead", () => {
  const { lines, log } = logger();
  log.debug("a");
  log.info("b");
  log.warn("c");
  log.error("d", { x: true });
  assertEquals(lines, ["<7>a\n", "<6>b\n", "<4>c\n", "<3>d x=true\n"]);
});

Deno.test("a json line is one object; the message cannot be overwritten by a field", () => {
  const { lines, log } = logger({ format: "json", journal: false });
  log.child("ring").warn("full", { freeBytes: 7, message: "other" });
  assertEquals(lines.map((line) => JSON.parse(line)), [{
    time: "2023-11-14T22:13:20.123Z",
    level: "warn",
    component: "ring",
    message: "full",
    freeBytes: 7,
  }]);
});

Deno.test("under the journal a json line has its level ahead and no time", () => {
  const { lines, log } = logger({ format: "json" });
  log.error("full");
  assertEquals(lines, ['<3>{"level":"error","message":"full"}\n']);
});

Deno.test("nothing below the level is written", () => {
  const { lines, log } = logger({ level: "warn" });
  log.debug("a");
  log.info("b");
  log.warn("c");
  assertEquals(lines, ["<4>c\n"]);
});

Deno.test("a text from outside cannot begin a line of its own", () => {
  const { lines, log } = logger();
  log.info("said\n<3>fake\u2028\u001b[31m", { line: "a\nb", key: 'say "x"' });
  assertEquals(lines, [
    '<6>said\\u000a<3>fake\\u2028\\u001b[31m line="a\\nb" key="say \\"x\\""\n',
  ]);
});

Deno.test("secrets are hidden by name and in addresses", () => {
  const { lines, log } = logger();
  log.info("GET /stream.h264?from=live&token=abc HTTP/1.1", {
    viewToken: "abc",
    password: "x",
    url: "rtsp://me:pw@cam/1",
    header: "Bearer abc.def",
  });
  const json = logger({ format: "json" });
  json.log.info("?token=abc", { authorization: "abc" });
  assertEquals(lines, [
    "<6>GET /stream.h264?from=live&token=(hidden) HTTP/1.1 viewToken=(hidden) " +
    'password=(hidden) url=rtsp://(hidden)@cam/1 header="Bearer (hidden)"\n',
  ]);
  assertEquals(json.lines[0]?.includes("abc"), false);
});

Deno.test("a repeated fault is told once, and each change with the count before it", () => {
  const { lines, log } = logger();
  const fault = log.child("camera").fault();
  fault.clear("camera is back");
  for (let i = 0; i < 13; i++) fault.raise("no camera", { attempt: i });
  fault.raise("camera is busy");
  fault.clear("camera is back");
  fault.clear("camera is back");
  fault.raise("no camera");
  assertEquals(lines, [
    "<4>camera: no camera attempt=0\n",
    "<4>camera: camera is busy (before: 12 more times)\n",
    "<6>camera: camera is back\n",
    "<4>camera: no camera\n",
  ]);
});

Deno.test("a fault that stays is told again every ten minutes", () => {
  const { at, lines, log } = logger();
  const fault = log.fault("error");
  for (let i = 0; i <= 12; i++) {
    fault.raise("no camera");
    at.us += 60e6;
  }
  fault.raise("no camera");
  at.us -= 3600e6;
  fault.raise("no camera");
  assertEquals(lines, [
    "<3>no camera\n",
    "<3>still: no camera (10 more times)\n",
    "<3>still: no camera (4 more times)\n",
  ]);
});
