import { assertEquals, assertStringIncludes } from "@std/assert";
import { TextLineStream } from "@std/streams";
import {
  createLogger,
  type ProgramResult,
  type RunProgram,
  runProgram,
  SystemdNotifier,
} from "../../../lib/observe/mod.ts";

const ok: ProgramResult = { code: 0, stdout: "", stderr: "" };

function notifier(env: Record<string, string>, answer: () => ProgramResult | undefined = () => ok) {
  const sent: string[][] = [];
  const lines: string[] = [];
  const told = { next: Promise.withResolvers<void>() };
  const run: RunProgram = (command, args) => {
    assertEquals(command, "systemd-notify");
    sent.push([...args]);
    told.next.resolve();
    told.next = Promise.withResolvers<void>();
    return Promise.resolve(answer());
  };
  const log = createLogger({
    level: "info",
    format: "text",
    journal: true,
    nowUs: () => 0,
    write: (line) => lines.push(line),
  });
  const systemd = new SystemdNotifier({ env: new Map(Object.entries(env)), run, log });
  return { systemd, sent, lines, told };
}

const asked = { NOTIFY_SOCKET: "/run/systemd/notify" };

Deno.test("without a socket nothing is sent", async () => {
  const { systemd, sent } = notifier({ WATCHDOG_USEC: "2000" });
  await systemd.ready("serving");
  await systemd.status("fine");
  await systemd.stopping();
  systemd.startWatchdog({ stuck: () => undefined, signal: new AbortController().signal });
  assertEquals(sent, []);
});

Deno.test("ready, status and stopping are sent in order, each as one message", async () => {
  const { systemd, sent } = notifier(asked);
  await Promise.all([systemd.ready("serving\non 8000"), systemd.status("2 clients")]);
  await systemd.stopping();
  assertEquals(sent, [
    ["READY=1", "STATUS=serving on 8000"],
    ["STATUS=2 clients"],
    ["STOPPING=1", "STATUS=stopping"],
  ]);
});

Deno.test("a systemd-notify that is missing is told of once", async () => {
  const { systemd, lines } = notifier(asked, () => undefined);
  await systemd.ready("serving");
  await systemd.stopping();
  assertEquals(lines.length, 1);
  assertStringIncludes(lines[0] ?? "", "systemd-notify is not installed");
});

Deno.test("a systemd-notify that fails is told of once with its words", async () => {
  const failed = { code: 1, stdout: "", stderr: "No status data could be sent\n" };
  const { systemd, lines } = notifier(asked, () => failed);
  await systemd.ready("serving");
  await systemd.stopping();
  assertEquals(lines.length, 1);
  assertStringIncludes(lines[0] ?? "", "No status data could be sent");
});

Deno.test("the watchdog is fed at once and again until it is aborted", async () => {
  const { systemd, sent, told } = notifier({ ...asked, WATCHDOG_USEC: "4000" });
  const controller = new AbortController();
  systemd.startWatchdog({ stuck: () => undefined, signal: controller.signal });
  while (sent.length < 3) await told.next.promise;
  controller.abort();
  assertEquals(sent.slice(0, 3), [["WATCHDOG=1"], ["WATCHDOG=1"], ["WATCHDOG=1"]]);
});

Deno.test("the watchdog is not fed while the program is stuck", async () => {
  const { systemd, sent, lines, told } = notifier({ ...asked, WATCHDOG_USEC: "4000" });
  const controller = new AbortController();
  const asks = Promise.withResolvers<void>();
  const answers = ["the event loop hangs", "the event loop hangs", undefined];
  const stuck = (): string | undefined => {
    if (answers.length === 1) asks.resolve();
    return answers.length > 1 ? answers.shift() : answers[0];
  };
  systemd.startWatchdog({ stuck, signal: controller.signal });
  assertEquals(sent, []);
  await asks.promise;
  while (sent.length < 1) await told.next.promise;
  controller.abort();
  assertEquals(lines, [
    "<3>the watchdog is not fed and systemd will restart picam: the event loop hangs\n",
    "<6>the watchdog is fed again (before: 1 more time)\n",
  ]);
});

Deno.test("a watchdog meant for another process is left alone", () => {
  const env = { ...asked, WATCHDOG_USEC: "4000", WATCHDOG_PID: "1" };
  const { systemd, sent } = notifier(env);
  systemd.startWatchdog({ stuck: () => undefined, signal: new AbortController().signal });
  assertEquals(sent, []);
});

const ignore = await runProgram("systemd-notify", ["--version"]) === undefined;
if (ignore) console.log("systemd-notify is missing: apt-get install systemd");

Deno.test({
  name: "the real systemd-notify brings the messages to the socket",
  ignore,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "picam-systemd-" });
    const path = `${folder}/notify`;
    const receiver = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--unstable-net", `${import.meta.dirname}/notify_socket.ts`, path],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    const received = receiver.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream())
      .getReader();
    const next = async () => JSON.parse((await received.read()).value ?? "null");
    try {
      assertEquals(await next(), "listening");
      const { lines, systemd } = realNotifier(path);
      await systemd.ready("serving on port 8000");
      await systemd.stopping();
      const messages = [await nextStatus(next), await nextStatus(next)];
      assertStringIncludes(messages[0] ?? "", "READY=1\nSTATUS=serving on port 8000");
      assertStringIncludes(messages[1] ?? "", "STOPPING=1\nSTATUS=stopping");
      assertEquals(lines, []);
    } finally {
      receiver.kill();
      await receiver.status;
      await received.cancel();
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** `BARRIER=1` follows each message: systemd-notify waits for its answer. */
async function nextStatus(next: () => Promise<string>): Promise<string> {
  const message = await next();
  return message.startsWith("BARRIER=") ? await nextStatus(next) : message;
}

function realNotifier(path: string) {
  const lines: string[] = [];
  const log = createLogger({
    level: "info",
    format: "text",
    journal: true,
    nowUs: () => 0,
    write: (line) => lines.push(line),
  });
  const env = { ...Deno.env.toObject(), NOTIFY_SOCKET: path };
  const run: RunProgram = (command, args) =>
    runProgram("env", [`NOTIFY_SOCKET=${path}`, command, ...args]);
  return { lines, systemd: new SystemdNotifier({ env: new Map(Object.entries(env)), run, log }) };
}
