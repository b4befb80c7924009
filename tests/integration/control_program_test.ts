// The whole program, commanded over HTTP and over the framed protocol, beside stand-ins for nmcli and systemctl.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { type Conversation, dial, watch } from "../../lib/session/mod.ts";
import type { JsonObject } from "../../lib/wire/mod.ts";
import { installStandInCamera } from "../support/camera/mod.ts";
import { judgedBy } from "../support/judges.ts";
import { NetworkManager } from "../support/network_manager.ts";
import { Picam } from "../support/picam.ts";

const token = "let-me-command-this";
const pattern = ["--source", "pattern", "--width", "320", "--height", "240"];

/** A picam, and the machine that it may command. */
interface Machine extends AsyncDisposable {
  readonly picam: Picam;
  readonly manager: NetworkManager;
  /** Calls a method over HTTP. @returns the status and the body. */
  post(method: string, params?: unknown, bearer?: string): Promise<[number, JsonObject]>;
}

/** Starts one that has a pattern camera, unless `args` ask for another, beside stand-ins. */
async function start(
  { args = [], path }: { readonly args?: readonly string[]; readonly path?: string } = {},
): Promise<Machine> {
  const manager = await NetworkManager.make([{ ssid: "Home", signal: 60, security: "WPA2" }]);
  const source = args.includes("--source") ? [] : pattern;
  const folders = [manager.folder, ...(path === undefined ? [] : [path]), Deno.env.get("PATH")];
  const picam = await Picam.start([...source, ...args], {
    env: {
      PATH: folders.join(":"),
      PICAM_CONTROL_TOKEN: token,
      STATE_DIRECTORY: manager.folder,
    },
  });
  return {
    picam,
    manager,
    async post(method, params, bearer = token) {
      const response = await fetch(`${picam.url}/api/v1/control/${method}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${bearer}` },
        ...(params === undefined ? {} : { body: JSON.stringify(params) }),
      });
      return [response.status, await response.json()];
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await picam[Symbol.asyncDispose]();
      await manager[Symbol.asyncDispose]();
    },
  };
}

/** A control session that gets frames, too, and keeps what it is told. */
class Session implements AsyncDisposable {
  /** END, EVENT and frames with DISCONTINUITY, in words. */
  readonly heard: string[] = [];
  frames = 0;
  readonly #waiting = new Set<() => void>();
  readonly #closed = Promise.withResolvers<void>();
  #conversation!: Conversation;

  static async connect(picam: Picam): Promise<Session> {
    const session = new Session();
    const { signal } = new AbortController();
    const pipe = await dial({ host: "127.0.0.1", port: picam.tcpPort }, { signal });
    const hello = { agent: "test", role: "control", token, from: { kind: "live" } } as const;
    session.#conversation = watch({ pipe, hello, nowUs: () => Date.now() * 1000 }, {
      onWelcome: () => {},
      onFrame: ({ flags }) => {
        session.frames++;
        session.#hear((flags & FrameFlag.discontinuity) !== 0 ? "discontinuity" : undefined);
      },
      onGap: () => {},
      onEnd: (reason) => session.#hear(`end ${reason}`),
      onEvent: (event, data) => session.#hear(words(event, data)),
      onClose: () => {
        session.#hear("close");
        session.#closed.resolve();
      },
    });
    return session;
  }

  /** Sends a request. */
  ask(method: string, params: JsonObject = {}): Promise<unknown> {
    return this.#conversation.request(method, params);
  }

  /** Waits until a condition holds. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Waits until frames flow, and forgets what it heard before. */
  async streams(): Promise<void> {
    await this.until(() => this.frames > 3);
    this.heard.length = 0;
  }

  /** Waits until it has heard something. */
  hears(what: string): Promise<void> {
    return this.until(() => this.heard.includes(what));
  }

  #hear(what: string | undefined): void {
    if (what !== undefined) this.heard.push(what);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#conversation.destroy();
    await this.#closed.promise;
  }
}

function words(event: string, data: JsonObject): string {
  return `${event} ${data["state"] ?? data["action"] ?? data["phase"] ?? data["width"] ?? ""}`
    .trim();
}

Deno.test("a stream is stopped at a frame's end and started again, and every session is told", async () => {
  await using machine = await start();
  await using session = await Session.connect(machine.picam);
  await session.streams();
  const [status, answer] = await machine.post("stream.stop");
  assertEquals([status, answer["state"]], [200, "idle"]);
  await session.hears("end stopped");
  assertEquals(session.heard, ["state stopping", "state idle", "end stopped"]);
  assertEquals((await machine.picam.status()).state, "idle");
  assertEquals((await fetch(`${machine.picam.url}/readyz`).then(textOf)).status, 503);
  const [again, refusal] = await machine.post("stream.stop");
  assertEquals([again, refusal["status"], refusal["code"]], [409, 409, "invalid-state"]);

  await session.ask("stream.start");
  await session.hears("discontinuity");
  assertEquals(session.heard.slice(3).sort(), ["discontinuity", "state streaming"]);
  assertEquals(await machine.picam.stop(), 0);
});

async function textOf(response: Response): Promise<{ status: number; text: string }> {
  return { status: response.status, text: await response.text() };
}

Deno.test("new settings reach a viewer on its connection, and what cannot be leaves the old", async () => {
  await using machine = await start();
  await using session = await Session.connect(machine.picam);
  await session.streams();
  const answer = await session.ask("camera.set", { width: 640, height: 480, bitrate: "1M" });
  assertEquals((answer as JsonObject)["width"], 640);
  await session.hears("stream 640");
  await session.hears("discontinuity");
  assert(session.heard.indexOf("stream 640") < session.heard.indexOf("discontinuity"));
  assertEquals((await machine.picam.status()).stream.height, 480);

  const [status, refusal] = await machine.post("camera.set", { hflip: true });
  assertEquals(status, 400);
  assertMatch(String(refusal["detail"]), /^hflip needs --source rpicam, the source is pattern$/);
  const frames = session.frames;
  await session.until(() => session.frames > frames + 3);
  assertEquals(session.heard.filter((each) => each.startsWith("state")), []);
});

Deno.test({
  name: "the camera program is told new settings, and what it does not take leaves the former",
  ...judgedBy("ffmpeg"),
  async fn() {
    await using camera = await installStandInCamera({ profile: "vc4" });
    await using machine = await start({
      args: ["--source", "rpicam", "--width", "320", "--height", "240"],
      path: camera.path,
    });
    await using session = await Session.connect(machine.picam);
    await session.streams();
    const lastArgs = (): readonly string[] => camera.starts().at(-1)?.args ?? [];
    const [status] = await machine.post("camera.set", { hflip: true, awb: "cloudy" });
    assertEquals(status, 200);
    assert(lastArgs().includes("--hflip") && lastArgs().includes("cloudy"), lastArgs().join(" "));
    assertEquals(session.heard.filter((each) => each === "discontinuity"), ["discontinuity"]);

    const [refused, { code, detail }] = await machine.post("camera.set", {
      cameraArgs: "--metering bogus",
    });
    assertEquals([refused, code], [502, "camera"]);
    assertMatch(String(detail), /metering mode.*; the former settings are back$/);
    await session.until(() => session.heard.filter((each) => each === "discontinuity").length > 1);
    assert(!lastArgs().includes("--metering") && lastArgs().includes("--hflip"));
    assertEquals((await machine.post("camera.get"))[1]["cameraArgs"], "");
    assertEquals(session.heard.filter((each) => /^(state|end|close)/.test(each)), []);
    assertEquals(await machine.picam.stop(), 0);
  },
});

Deno.test({
  name: "a camera that is gone is told to every session, and so is that it is back",
  ...judgedBy("ffmpeg"),
  async fn() {
    await using camera = await installStandInCamera({ profile: "vc4" });
    await using machine = await start({
      args: ["--source", "rpicam", "--width", "320", "--height", "240"],
      path: camera.path,
    });
    await using session = await Session.connect(machine.picam);
    await session.streams();
    camera.setFault({ kind: "no-camera" });
    await machine.post("camera.set", { gain: 2 });
    await session.hears("state faulted");
    await session.hears("end camera");
    assertEquals((await machine.post("stream.stop"))[0], 409);
    camera.setFault({ kind: "none" });
    await machine.post("stream.start");
    await session.hears("state streaming");
    const told = session.heard.filter((each) => /^(state|end|close)/.test(each));
    assertEquals(told, ["state faulted", "end camera", "state starting", "state streaming"]);
  },
});

Deno.test("a shutdown is announced and cancelled; another one ends streams, then picam, then the machine", async () => {
  await using machine = await start();
  await using session = await Session.connect(machine.picam);
  await session.streams();
  const [, { scheduled }] = await machine.post("system.shutdown", { afterSeconds: 3600 });
  await session.hears("scheduled shutdown");
  assertEquals((await machine.picam.status()).scheduled, scheduled);
  await session.ask("system.cancel");
  await session.hears("scheduled");
  assertEquals((await machine.picam.status()).scheduled, undefined);

  await session.ask("system.reboot", { afterSeconds: 0 });
  await session.hears("close");
  assertEquals(session.heard, [
    ...["scheduled shutdown", "scheduled", "scheduled reboot"],
    ...["state shutting-down", "end shutdown", "close"],
  ]);
  assertEquals(await machine.picam.ended(), 0);
  const asked = (await machine.manager.read("systemctl"))?.trim().split("\n");
  assertEquals(asked?.filter((line) => line !== "--version"), ["reboot"]);
});

Deno.test("with --on-demand the first client starts the camera, and the last one's end stops it", async () => {
  await using machine = await start({ args: ["--on-demand", "1"] });
  const { picam } = machine;
  const before = await picam.status();
  assertEquals([before.state, before.camera.runs, before.notReady], ["idle", 0, undefined]);
  {
    await using session = await Session.connect(picam);
    await session.until(() => session.frames > 3);
    assertEquals(session.heard, ["state idle", "state streaming", "stream 320"]);
  }
  await picam.logged(/nobody is watching/);
  const response = await fetch(`${picam.url}/stream.h264?duration=1s`);
  assertEquals([response.status, (await response.bytes()).length > 0], [200, true]);
  assertEquals((await picam.status()).camera.runs, 2);
});

Deno.test("networks are scanned and joined, and the passphrase is in no argument and no log", async () => {
  await using machine = await start();
  const { manager, picam } = machine;
  await using session = await Session.connect(picam);
  assertEquals((await machine.post("wifi.scan"))[1]["networks"], [
    { ssid: "Home", signalPercent: 60, security: "WPA2", isInUse: false },
  ]);
  const passphrase = "correct horse battery";
  const [status, answer] = await machine.post("wifi.connect", { ssid: "Home", passphrase });
  assertEquals([status, answer["accepted"]], [200, true]);
  await session.hears("wifi connected");
  assertEquals((await machine.post("wifi.confirm"))[0], 200);
  assertEquals(await manager.known(), { "picam Home": "yes" });
  await picam.stop();
  assert(!(await manager.seen() + picam.logText()).includes("horse"));
});

Deno.test("who has no control token commands nothing, and may ask what viewers may", async () => {
  await using machine = await start({ args: ["--view-token", "let-me-watch"] });
  const { picam } = machine;
  const statusOf = async (method: string, bearer: string | undefined): Promise<number> => {
    const headers = bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` };
    const url = `${picam.url}/api/v1/control/${method}`;
    return (await fetch(url, { method: "POST", headers }).then(textOf)).status;
  };
  for (const method of ["stream.stop", "camera.set", "wifi.scan", "system.shutdown", "none"]) {
    for (const bearer of [undefined, "let-me-watch"]) {
      assertEquals(await statusOf(method, bearer), 401, `${method} ${bearer}`);
    }
  }
  assertEquals(await statusOf("status", "let-me-watch"), 200);
  assertEquals(await statusOf("camera.get", "let-me-watch"), 200);
  assertEquals(await statusOf("none", token), 404);
  const guesses = Array.from({ length: 11 }, (_, guess) => statusOf("stream.stop", `no${guess}`));
  const statuses = await Promise.all(guesses);
  assertEquals(statuses.toSorted(), [...Array(10).fill(401), 429]);
  assertEquals(await machine.manager.read("systemctl"), undefined);
});

Deno.test("bodies that are no parameters are refused, and too large ones", async () => {
  await using machine = await start();
  const cases: [string, number][] = [["[]", 400], ["{", 400], [
    `{"a":"${"a".repeat(70_000)}"}`,
    413,
  ]];
  for (const [body, status] of cases) {
    const response = await fetch(`${machine.picam.url}/api/v1/control/stream.stop`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}` },
      body,
    });
    assertEquals((await textOf(response)).status, status);
  }
  const camera = await fetch(`${machine.picam.url}/api/v1/camera`);
  assertEquals((await camera.json()).width, 320);
});

Deno.test("the machine's health is in the status and in the metrics", async () => {
  await using machine = await start();
  const { machine: health } = await machine.picam.status();
  assert(health.space.length > 0 && health.space[0].totalBytes > 0);
  const { text } = await fetch(`${machine.picam.url}/metrics`).then(textOf);
  assertMatch(text, /^picam_disk_free_bytes\{path=".*"\} \d+$/m);
  assertMatch(text, /^picam_state\{state="(starting|streaming)"\} 1$/m);
});
