import { assert, assertEquals, assertRejects } from "@std/assert";
import { type ChildEnd, runChild } from "../../../lib/capture/child.ts";
import { FakeChild, type SignalHabit } from "./fake_child.ts";
import { settle, TurnedTiming } from "../../support/turned_timing.ts";

function start(habits: Partial<Record<Deno.Signal, SignalHabit>> = {}) {
  const timing = new TurnedTiming();
  const child = new FakeChild(habits);
  const stop = new AbortController();
  const heard = { stdout: 0, stderr: "" };
  let ended: ChildEnd | undefined;
  const decoder = new TextDecoder();
  const end = runChild({
    program: "fake",
    args: [],
    spawn: () => child,
    timing,
    signal: stop.signal,
    onStdout: (bytes) => heard.stdout += bytes.length,
    onStderr: (bytes) => heard.stderr += decoder.decode(bytes),
  }).then((each) => ended = each);
  return { timing, child, stop, heard, end, ended: () => ended };
}

const clean = { code: 0, signal: null, killed: false, stuck: false };

Deno.test("both outputs are read to their end, and nothing is left waiting", async () => {
  const { child, heard, end, timing } = start();
  child.write(new Uint8Array(100_000));
  child.say("hello");
  await settle();
  child.write(new Uint8Array(5));
  child.say("bye");
  child.exit({ code: 0 });
  assertEquals(await end, clean);
  assertEquals(heard, { stdout: 100_005, stderr: "hello\nbye\n" });
  assertEquals(timing.waiting, 0);
});

Deno.test("a program that obeys gets SIGINT alone", async () => {
  const { child, stop, end, timing } = start();
  stop.abort("stop");
  assertEquals(child.signals, ["SIGINT"]);
  assertEquals(await end, clean);
  assertEquals(timing.waiting, 0);
});

Deno.test("what is in the pipes when the program ends is read", async () => {
  const { child, end, heard } = start();
  child.exit({ code: 0 }, true);
  await settle();
  child.write(new Uint8Array(50_000));
  child.closePipes();
  assertEquals(await end, clean);
  assertEquals(heard.stdout, 50_000);
});

const escalations: {
  reason: "stop" | "stall";
  interruptMs: number;
}[] = [{ reason: "stop", interruptMs: 3000 }, { reason: "stall", interruptMs: 500 }];

for (const { reason, interruptMs } of escalations) {
  Deno.test(`a program that ignores all (${reason}): INT, TERM, KILL, each after its time`, async () => {
    const { child, stop, timing, end } = start({ SIGINT: "ignores", SIGTERM: "ignores" });
    stop.abort(reason);
    await timing.turn(interruptMs - 1);
    assertEquals(child.signals, ["SIGINT"]);
    await timing.turn(1);
    assertEquals(child.signals, ["SIGINT", "SIGTERM"]);
    await timing.turn(999);
    assertEquals(child.signals.length, 2);
    await timing.turn(1);
    assertEquals(child.signals, ["SIGINT", "SIGTERM", "SIGKILL"]);
    assertEquals(await end, { code: 143, signal: "SIGKILL", killed: true, stuck: false });
    assertEquals(timing.waiting, 0);
  });
}

Deno.test("a program that hangs in the kernel is given up 2 s after SIGKILL", async () => {
  const habits = { SIGINT: "ignores", SIGTERM: "ignores", SIGKILL: "ignores" } as const;
  const { stop, timing, end, ended } = start(habits);
  stop.abort("stop");
  await timing.turn(3000 + 1000 + 1999);
  assertEquals(ended(), undefined);
  await timing.turn(1 + 1000);
  assertEquals(await end, { code: 137, signal: "SIGKILL", killed: true, stuck: true });
});

Deno.test("a child of the program that keeps its pipes open is waited for 1 s only", async () => {
  const { child, timing, end, ended } = start();
  child.exit({ code: 0 }, true);
  await timing.turn(999);
  assertEquals(ended(), undefined);
  await timing.turn(1);
  assertEquals(await end, clean);
});

Deno.test("a stop that was asked before the start is obeyed", async () => {
  const child = new FakeChild();
  await runChild({
    program: "fake",
    args: [],
    spawn: () => child,
    timing: new TurnedTiming(),
    signal: AbortSignal.abort("stop"),
    onStdout: () => {},
    onStderr: () => {},
  });
  assertEquals(child.signals, ["SIGINT"]);
});

Deno.test("a program whose output nobody can take is killed, and the error is told", async () => {
  const child = new FakeChild();
  const end = runChild({
    program: "fake",
    args: [],
    spawn: () => child,
    timing: new TurnedTiming(),
    signal: new AbortController().signal,
    onStdout: () => {
      throw new RangeError("too much");
    },
    onStderr: () => {},
  });
  child.write(new Uint8Array(1));
  await assertRejects(() => end, RangeError, "too much");
  assert(child.signals.includes("SIGKILL"));
});
