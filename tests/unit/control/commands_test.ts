import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Fault } from "../../../lib/capture/mod.ts";
import { settle } from "../../support/turned_timing.ts";
import { makeRig, outcomeOf, type Rig } from "./appliance_rig.ts";

const crash: Fault = { kind: "crashed", message: "It has crashed", remedy: "wait" };
const installed = () => Promise.resolve({ code: 0, stdout: "", stderr: "" });

/** Ways into each situation that an appliance can be in. */
const situations: Readonly<Record<string, (rig: Rig) => unknown>> = {
  "before it began": () => {},
  "starting": ({ appliance }) => appliance.begin(),
  "streaming": (rig) => stream(rig),
  "stopping": async (rig) => {
    await stream(rig);
    rig.source.stoppedEnd = undefined;
    void rig.call("stream.stop");
    await settle();
  },
  "idle, stopped": async (rig) => {
    await stream(rig);
    await rig.call("stream.stop");
  },
  "idle, being started": async (rig) => {
    await stream(rig);
    await rig.call("stream.stop");
    await rig.call("stream.start");
  },
  "faulted, waiting": async (rig) => {
    await stream(rig);
    rig.source.last.end({ kind: "failed", fault: crash });
    await settle();
  },
  "faulted, trying": async (rig) => {
    await stream(rig);
    rig.source.last.end({ kind: "failed", fault: crash });
    await rig.timing.turn(250);
  },
  "setting the camera": async (rig) => {
    await stream(rig);
    void rig.call("camera.set", { ev: 1 });
    await settle();
  },
  "shutting-down": async (rig) => {
    await stream(rig);
    rig.appliance.shutDown("SIGTERM");
  },
};

async function stream({ appliance, source }: Rig): Promise<void> {
  appliance.begin();
  source.last.frame();
  await settle();
}

const commands = ["stream.start", "stream.stop", "camera.set"] as const;

/** The state in each situation; then which commands it allows, in the order above. */
const table: Readonly<Record<string, [state: string, ...allowed: boolean[]]>> = {
  "before it began": ["starting", false, false, false],
  "starting": ["starting", false, true, false],
  "streaming": ["streaming", false, true, true],
  "stopping": ["stopping", false, false, false],
  "idle, stopped": ["idle", true, false, true],
  "idle, being started": ["idle", false, true, false],
  "faulted, waiting": ["faulted", true, false, true],
  "faulted, trying": ["faulted", true, false, true],
  "setting the camera": ["streaming", false, false, false],
  "shutting-down": ["shutting-down", false, false, false],
};

Deno.test("each state by each command: it is done, or it is invalid-state and changes nothing", async () => {
  for (const [name, enter] of Object.entries(situations)) {
    for (const [index, command] of commands.entries()) {
      await using rig = await makeRig({ run: installed });
      await enter(rig);
      const [state, ...allowed] = table[name] ?? [];
      assertEquals(rig.appliance.status().state, state as never, name);
      const before = facts(rig);
      let outcome: unknown = "under way";
      const params = command === "camera.set" ? { gain: 2 } : {};
      void rig.call(command, params).then((result) => outcome = result);
      await settle();
      if (allowed[index]) assert(!isInvalid(outcome), `${name}, ${command}: ${outcome}`);
      else {
        assertMatch(String(outcome), new RegExp(`^invalid-state: The state is ${state}`), name);
        assertEquals(facts(rig), before, `${name}, ${command}`);
      }
      rig.source.stoppedEnd = { kind: "stopped" };
      rig.source.runs.at(-1)?.end({ kind: "stopped" });
    }
  }
});

function isInvalid(outcome: unknown): boolean {
  return String(outcome).startsWith("invalid-state");
}

/** All that a command could change. */
function facts({ appliance, supervisor, source, made, states, timing }: Rig): unknown {
  const runs = source.runs.length + made.flatMap(({ source }) => source.runs).length;
  const { state } = supervisor.status();
  return { status: appliance.status(), states: states(), state, runs, waiting: timing.waiting };
}

Deno.test("reading methods and power answer in every state but the last", async () => {
  for (const [name, enter] of Object.entries(situations)) {
    await using rig = await makeRig({ run: installed });
    await enter(rig);
    assertEquals((await rig.call("status") as { state: string }).state, table[name]?.[0]);
    assertEquals((await rig.call("camera.get") as { width: number }).width, 1280);
    const scheduled = await rig.call("system.shutdown", { afterSeconds: 60 });
    if (name === "shutting-down") assert(isInvalid(scheduled), name);
    else assertEquals(scheduled, { scheduled: rig.appliance.status().scheduled }, name);
    rig.source.stoppedEnd = { kind: "stopped" };
    rig.source.runs.at(-1)?.end({ kind: "stopped" });
  }
});

Deno.test("a view session may ask for status and camera.get only", async () => {
  await using rig = await makeRig();
  await stream(rig);
  const asker = { role: "view", remote: "10.0.0.3:4000" } as const;
  const names = [
    "stream.start",
    "stream.stop",
    "camera.set",
    "wifi.status",
    "wifi.scan",
    "wifi.connect",
    "wifi.confirm",
    "system.shutdown",
    "system.reboot",
    "system.cancel",
  ];
  for (const method of names) {
    const outcome = await outcomeOf(rig.appliance.handle({ method, params: { x: 1 } }, asker));
    assertEquals(outcome, `forbidden: ${method} needs the control token`);
  }
  for (const method of ["status", "camera.get"]) {
    const outcome = await outcomeOf(rig.appliance.handle({ method, params: {} }, asker));
    assertEquals(typeof outcome, "object");
  }
});

Deno.test("an unknown method is answered with those that there are", async () => {
  await using rig = await makeRig();
  for (const method of ["stream.pause", "", "toString", "__proto__", "x".repeat(5000)]) {
    const outcome = String(await rig.call(method));
    assertMatch(
      outcome,
      /^unknown-method: There is no method ".*": there are status, stream\.start,/,
    );
    assert(outcome.length < 400);
  }
});

Deno.test("parameters are checked, and unknown ones refused", async () => {
  await using rig = await makeRig({ run: installed });
  const cases: [string, Record<string, unknown>, string][] = [
    ["status", { x: 1 }, '"x" is no parameter: the method takes no parameters'],
    ["stream.stop", { force: true }, '"force" is no parameter: the method takes no parameters'],
    ["system.shutdown", { after: 5 }, '"after" is no parameter: the method takes afterSeconds'],
    [
      "system.shutdown",
      { afterSeconds: -1 },
      "afterSeconds must be a whole number from 0 to 86400, is -1",
    ],
    [
      "system.reboot",
      { afterSeconds: "5" },
      'afterSeconds must be a whole number from 0 to 86400, is "5"',
    ],
    [
      "system.reboot",
      { afterSeconds: 1.5 },
      "afterSeconds must be a whole number from 0 to 86400, is 1.5",
    ],
    ["system.reboot", { afterSeconds: 1e9 }, "afterSeconds must be a whole number"],
    ["wifi.connect", {}, "ssid is missing: it must be a text of 1 to 32 bytes"],
    ["wifi.connect", { ssid: "" }, "ssid must be a text of 1 to 32 bytes"],
    ["wifi.connect", { ssid: "ü".repeat(17) }, "ssid must be"],
    ["wifi.connect", { ssid: "a\nb" }, "ssid must be"],
    ["wifi.connect", { ssid: 12345678 }, "ssid must be"],
    [
      "wifi.connect",
      { ssid: "a", passphrase: "short" },
      "passphrase must be a text of 8 to 63 characters, or of 64 hexadecimal digits",
    ],
    ["camera.set", { widht: 1 }, '"widht" is no setting of the camera: did you mean width?'],
    [
      "camera.set",
      { cameraArgs: "--metadata /etc/x" },
      '"--metadata" only the command line may give',
    ],
    ["camera.set", { cameraArgs: "-c /etc/x" }, '"-c" only the command line may give'],
    ["camera.set", { cameraArgs: "--contrast=/etc/x" }, "only the command line may give"],
  ];
  for (const [method, params, message] of cases) {
    const outcome = String(await rig.call(method, params));
    assert(outcome.startsWith("invalid-params: ") && outcome.includes(message), outcome);
  }
  assertEquals(rig.appliance.status().scheduled, undefined);
});

Deno.test("a passphrase that is not allowed is not repeated", async () => {
  await using rig = await makeRig();
  for (const passphrase of ["hunter2", "hunter2".repeat(20), { hunter2: 1 }, "hunter2\n-------"]) {
    const outcome = String(await rig.call("wifi.connect", { ssid: "a", passphrase }));
    assert(outcome.startsWith("invalid-params: passphrase must be"), outcome);
    assert(!outcome.includes("hunter2") && !rig.log.lines.join().includes("hunter2"));
  }
});

Deno.test("where another picam's ring is served, the camera is not this one's to command", async () => {
  await using rig = await makeRig({ isWithoutCamera: true });
  rig.appliance.begin();
  assertEquals((await rig.call("status") as { state: string }).state, "streaming");
  for (const method of ["stream.start", "stream.stop", "camera.get", "camera.set"]) {
    assertMatch(String(await rig.call(method)), /^invalid-state: .* ask the picam that writes it$/);
  }
  rig.appliance.acquire().release();
  rig.appliance.shutDown("SIGTERM");
  assertEquals(rig.states(), ["streaming", "shutting-down"]);
});

Deno.test("a mistake of picam's own is told to the log, not to the client", async () => {
  await using rig = await makeRig({ run: () => Promise.reject(new Error("a mistake")) });
  const outcome = await rig.call("wifi.scan");
  assertEquals(outcome, "failed: wifi.scan failed for a reason of picam's own: its log says why");
  assert(rig.log.of("error")[0]?.includes("a mistake"));
});

Deno.test("commands are told in the log with who gave them; questions are not", async () => {
  await using rig = await makeRig();
  await stream(rig);
  await rig.call("status");
  await rig.call("stream.stop");
  await rig.call("stream.stop");
  assertEquals(rig.log.of("info").filter((line) => line.includes("10.0.0.2")), [
    "stream.stop remote=10.0.0.2:4000",
    "stream.stop refused: The state is idle: the stream is stopped already remote=10.0.0.2:4000",
  ]);
});
