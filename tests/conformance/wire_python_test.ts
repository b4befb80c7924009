import { assert, assertEquals } from "@std/assert";
import { TextLineStream } from "@std/streams";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { readPatternStamp } from "../../lib/h264/mod.ts";
import { RequestError } from "../../lib/wire/mod.ts";
import { decodeLuma } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";
import { Picam } from "../support/picam.ts";
import { controlToken, join, Serving, type ServingOptions } from "../support/serving.ts";

const program = new URL("../support/wire_client.py", import.meta.url).pathname;
const vectors = new URL("../testdata/wire/vectors.json", import.meta.url).pathname;
const python = judgedBy("python3");

/** A line of the client's: one member, which says what happened. */
// deno-lint-ignore no-explicit-any
type Told = Readonly<Record<string, any>>;

/** The client made from the protocol's page alone. */
class PythonClient implements AsyncDisposable {
  readonly told: Told[] = [];
  readonly #process: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;

  constructor(args: readonly string[]) {
    this.#process = new Deno.Command("python3", {
      args: [program, ...args],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#lines = this.#process.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
  }

  static of(serving: Serving, ...args: string[]): PythonClient {
    return new PythonClient([`127.0.0.1:${serving.wirePort}`, ...args]);
  }

  /** Reads on until it tells this. @returns what it tells. */
  async tells(what: string): Promise<Told> {
    for (;;) {
      const { value } = await this.#lines.read();
      if (value === undefined) throw new Error(`It ended without ${what}: ${this.#text()}`);
      const told: Told = JSON.parse(value);
      this.told.push(told);
      if (what in told) return told[what];
    }
  }

  /** Waits for its end. @returns its exit code, what it told in all, and its summary. */
  async end(): Promise<{ code: number; summary: Told }> {
    const summary = await this.tells("summary");
    const { code } = await this.#process.status;
    return { code, summary };
  }

  /** All that it told of one kind. */
  all(what: string): Told[] {
    return this.told.filter((told) => what in told).map((told) => told[what]);
  }

  #text(): string {
    return this.told.map((told) => JSON.stringify(told)).join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lines.cancel();
    await this.#process.status;
  }
}

async function sha256(parts: readonly Uint8Array[]): Promise<string> {
  const whole = Uint8Array.from(join(parts));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole)).toHex();
}

async function serveFrames(
  count: number,
  options: ServingOptions = {},
): Promise<{ serving: Serving; frames: Uint8Array[] }> {
  const serving = await Serving.start(options);
  const frames: Uint8Array[] = [];
  for (let index = 0; index < count; index++) {
    frames.push(serving.addFrame({ key: index % 5 === 0, sizeBytes: 100 + index * 977 }));
  }
  return { serving, frames };
}

Deno.test({
  name: "Python reads every test vector as this project does",
  ...python,
  async fn() {
    await using client = new PythonClient(["--vectors", vectors]);
    const { count, faults } = await client.tells("vectors");
    assertEquals(faults, []);
    assert(count > 150, `${count} vectors`);
  },
});

Deno.test({
  name: "Python gets the frames of the past and then those of the present, byte for byte",
  ...python,
  async fn() {
    const { serving, frames } = await serveFrames(20);
    await using _ = serving;
    const folder = await Deno.makeTempDir({ prefix: "picam-wire-python-" });
    const file = `${folder}/clip`;
    await using client = PythonClient.of(serving, "--from=oldest", "--frames=25", "--output", file);
    await client.tells("frame");
    for (let index = 20; index < 25; index++) frames.push(serving.addFrame());
    const { code, summary } = await client.end();
    assertEquals(client.all("frame").map(({ sequence }) => sequence), [...frames.keys()]);
    assertEquals([code, summary.received, summary.dropped], [0, 25, 0]);
    assertEquals(summary.sha256, await sha256(frames));
    assertEquals(await Deno.readFile(file), join(frames));
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  name: "Python resumes: that frame exactly, one that is still to come, or what is lost by name",
  ...python,
  async fn() {
    const { serving, frames } = await serveFrames(20);
    await using _ = serving;
    const { epoch } = serving.ring;
    const resume = (sequence: number, ...args: string[]): PythonClient =>
      PythonClient.of(serving, `--from=seq:${sequence}`, "--policy=gapless", ...args);
    {
      await using client = resume(7, `--epoch=${epoch}`, "--frames=13");
      const { code, summary } = await client.end();
      assertEquals([code, summary.next], [0, 20]);
      assertEquals(summary.sha256, await sha256(frames.slice(7)));
    }
    {
      await using client = resume(20, `--epoch=${epoch}`, "--frames=1");
      await client.tells("clock");
      serving.addFrame();
      assertEquals((await client.end()).summary.next, 21);
    }
    {
      await using client = resume(22, `--epoch=${epoch}`);
      assertEquals((await client.end()).code, 1);
      assertEquals(client.all("error")[0]!.code, "invalid-from");
    }
    await using client = resume(7, "--epoch=another", "--frames=21");
    const { code, summary } = await client.end();
    assertEquals([code, summary.received], [0, 21]);
    assertEquals(client.all("gap"), [{ reason: "epoch" }]);
    assertEquals(client.all("frame")[0]!.sequence, 0);
  },
});

Deno.test({
  name: "Python is told which frames have left the ring, and begins at a key frame",
  ...python,
  async fn() {
    const { serving } = await serveFrames(0, { ringBytes: 1 << 20 });
    await using _ = serving;
    for (let index = 0; index < 60; index++) {
      serving.addFrame({ key: index % 5 === 0, sizeBytes: 50_000 });
    }
    const { epoch, oldest } = serving.ring;
    assert(oldest > 5);
    await using client = PythonClient.of(
      serving,
      ...["--from=seq:3", `--epoch=${epoch}`, "--frames=5"],
    );
    const { code } = await client.end();
    assertEquals(code, 0, "no frame out of place");
    const [first] = client.all("frame");
    assertEquals(client.all("gap"), [{ first: 3, last: first!.sequence - 1, reason: "overrun" }]);
    assertEquals(first!.sequence, Math.ceil(oldest / 5) * 5);
  },
});

Deno.test({
  name: "Python learns the server's clock, and the age of frames by it",
  ...python,
  async fn() {
    const { serving } = await serveFrames(1);
    await using _ = serving;
    await using client = PythonClient.of(serving, "--frames=2");
    for (let count = 0; count < 4; count++) await client.tells("clock");
    serving.addFrame();
    const { summary } = await client.end();
    for (const { offsetUs, roundTripUs } of client.all("clock")) {
      assert(roundTripUs >= 0);
      const expectedUs = serving.nowUs - Date.now() * 1000;
      assert(Math.abs(offsetUs - expectedUs) < 60e6, `${offsetUs}, not near ${expectedUs}`);
    }
    assert(Math.abs(summary.latencyUs.p50) < 60e6, `${summary.latencyUs.p50}`);
  },
});

Deno.test({
  name: "Python asks: answers, refusals and a wrong token, as the protocol says",
  ...python,
  async fn() {
    const { serving } = await serveFrames(1, {
      viewToken: "let me see",
      handle: ({ method, params }, { role }) => {
        if (method === "status") return Promise.resolve({ role, params });
        return Promise.reject(new RequestError("unknown-method", `There is no ${method}`));
      },
    });
    await using _ = serving;
    const ask = (...args: string[]): PythonClient => PythonClient.of(serving, ...args);
    {
      const methods = ["--request=status", "--request=moon", '--params={"a":[1]}'];
      await using client = ask("--role=control", `--token=${controlToken}`, ...methods);
      assertEquals((await client.end()).code, 0);
      const [status, moon] = client.all("response").sort((a, b) => a.id - b.id);
      assertEquals(status, { id: 0, result: { role: "control", params: { a: [1] } } });
      assertEquals(moon!.error.code, "unknown-method");
      assertEquals(client.all("frame"), [], "who commands gets no frames unless it asks");
    }
    for (
      const args of [["--token=wrong"], ["--role=control"], ["--role=control", "--token=wrong"]]
    ) {
      await using client = ask(...args);
      assertEquals((await client.end()).code, 1);
      assertEquals(client.all("error")[0]!.code, "unauthorized");
      assertEquals(client.all("welcome"), []);
    }
    await using client = ask("--token=let me see", "--stream=moon");
    assertEquals((await client.end()).code, 1);
    assertEquals(client.all("error")[0]!.code, "unknown-stream");
  },
});

Deno.test({
  name: "Python hears the end of a server that stops, and what happens before",
  ...python,
  async fn() {
    const { serving } = await serveFrames(1);
    await using _ = serving;
    await using client = PythonClient.of(serving);
    await client.tells("frame");
    serving.events.append("state", { state: "stopping", reason: "because" });
    await client.tells("event");
    await serving.sessions.endAll();
    const { code } = await client.end();
    assertEquals(code, 0);
    assertEquals(client.all("event"), [{
      event: "state",
      data: { state: "stopping", reason: "because" },
    }]);
    assertEquals(client.all("end"), [{ reason: "shutdown" }]);
    assertEquals(client.all("closed").length, 1);
  },
});

const pattern = ["--source", "pattern", "--width", "160", "--height", "96", "--intra", "10"];

Deno.test({
  name: "Python watches a picam and resumes: every picture is there, by the numbers in them",
  ignore: judgedBy("python3", "ffmpeg").ignore,
  async fn() {
    await using picam = await Picam.start(pattern);
    const folder = await Deno.makeTempDir({ prefix: "picam-wire-python-" });
    const watch = (...args: string[]): PythonClient =>
      new PythonClient([`127.0.0.1:${picam.tcpPort}`, "--policy=gapless", ...args]);
    await using first = watch("--from=oldest", "--frames=25", "--output", `${folder}/1`);
    const { code, summary } = await first.end();
    assertEquals([code, summary.received], [0, 25]);
    const place = [`--from=seq:${summary.next}`, `--epoch=${summary.epoch}`];
    await using second = watch(...place, "--frames=25", "--output", `${folder}/2`);
    assertEquals((await second.end()).code, 0);
    const parts = await Promise.all([1, 2].map((part) => Deno.readFile(`${folder}/${part}`)));
    const { lumas, width, height, complaints } = await decodeLuma(Uint8Array.from(join(parts)));
    assertEquals(complaints, "");
    const numbers = lumas.map((luma) =>
      readPatternStamp(luma, { width, height, stride: width })?.frameNumber
    );
    const [start = 0] = first.all("frame").map(({ sequence }) => sequence);
    assertEquals(numbers, Array.from({ length: 50 }, (_, index) => start + index));
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  name: "Python commands a picam: status, stop and start, and a viewer is told of both",
  ...python,
  async fn() {
    await using picam = await Picam.start(pattern);
    const address = `127.0.0.1:${picam.tcpPort}`;
    await using viewer = new PythonClient([address, "--seconds=60"]);
    await viewer.tells("frame");
    const command = async (method: string): Promise<Told> => {
      const token = `--token=${picam.controlToken}`;
      const args = [address, "--role=control", token, `--request=${method}`];
      await using client = new PythonClient(args);
      assertEquals((await client.end()).code, 0);
      return client.all("response")[0]!;
    };
    assertEquals((await command("status")).result.stream.codec, "h264");
    assertEquals("error" in await command("stream.stop"), false);
    assertEquals(await viewer.tells("end"), { reason: "stopped" });
    assertEquals("error" in await command("stream.start"), false);
    const { flags } = await viewer.tells("frame");
    assertEquals(flags, FrameFlag.key | FrameFlag.discontinuity);
    assertEquals((await command("moon")).error.code, "unknown-method");
  },
});
