import { assert, assertEquals } from "@std/assert";
import { type Frame, FrameFlag } from "../../lib/frame/mod.ts";
import { readPatternStamp } from "../../lib/h264/mod.ts";
import { encodeJson, encodeMessage, MessageType } from "../../lib/wire/mod.ts";
import { BadProxy } from "../support/bad_proxy.ts";
import { decodeLuma } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";
import { isCompiled, Picam, runPicam } from "../support/picam.ts";
import { join } from "../support/serving.ts";
import { message } from "../unit/wire/messages.ts";
import { Reception } from "./network_rig.ts";

/** How long the cable is out, in seconds; `PICAM_OUTAGE=60 deno test …` for the whole minute. */
const outageSeconds = Number(Deno.env.get("PICAM_OUTAGE") ?? 4);
const pattern = ["--source", "pattern", "--width", "160", "--height", "96", "--intra", "15"];

/** The numbers in the pictures, in order; every picture must decode without a complaint. */
async function numbersIn(stream: Uint8Array): Promise<(number | undefined)[]> {
  const { lumas, width, height, complaints } = await decodeLuma(Uint8Array.from(stream));
  assertEquals(complaints, "");
  return lumas.map((luma) => readPatternStamp(luma, { width, height, stride: width })?.frameNumber);
}

const countUp = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

Deno.test({
  name:
    `cable out and server away for ${outageSeconds} s during a recording: no picture is missing`,
  ...judgedBy("ffmpeg"),
  async fn() {
    await using picam = await Picam.start(pattern);
    await using proxy = await BadProxy.start({ port: picam.tcpPort });
    const folder = await Deno.makeTempDir({ prefix: "picam-network-process-" });
    const frames = 30 * (outageSeconds + 3);
    const recording = runPicam([
      ...["--mode", "receive", `tcp://127.0.0.1:${proxy.port}`, "--from", "oldest"],
      ...["--output", `${folder}/clip.h264`, "--frames", String(frames)],
      ...["--reconnect-delay", "100ms"],
    ]);
    while (proxy.passed.down < 5000) await turn();
    proxy.stall();
    await passed(outageSeconds * 0.8);
    proxy.isRefusing = true;
    proxy.cutAll("rst");
    proxy.resume();
    await passed(outageSeconds * 0.2);
    proxy.isRefusing = false;
    const { code, stderr } = await recording;
    assertEquals(code, 0, stderr);
    assert(proxy.connections >= 2);
    assertEquals(await numbersIn(await Deno.readFile(`${folder}/clip.h264`)), countUp(frames));
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  name: "a server killed and started again on its ring: the same numbering, no frame twice",
  ...judgedBy("ffmpeg"),
  async fn() {
    const folder = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "picam-test-" });
    const args = [...pattern, "--ring", `${folder}/ring`, "--ring-size", "8M"];
    const epochs: string[] = [];
    const proxy = await BadProxy.start({ port: 0 });
    await using reception = new Reception(proxy);
    for (let run = 0; run < 3; run++) {
      await using picam = await Picam.start(args);
      epochs.push((await picam.status()).ring.epoch);
      proxy.leadTo(picam.tcpPort);
      await reception.reaches(20 * (run + 1));
      assertEquals(await picam.stop("SIGKILL"), "SIGKILL");
    }
    await using picam = await Picam.start(args);
    const { ring } = await picam.status();
    proxy.leadTo(picam.tcpPort);
    await reception.reaches(ring.head + 10);
    const { cameras } = await reception.end();
    const { frames } = reception.output;
    assertEquals(new Set(epochs).size, 1);
    assertEquals(frames.map(({ sequence }) => sequence), countUp(frames.length));
    assertEquals(cameras[0]!.holeCount, 0);
    await assertRuns(frames, 4);
    await Deno.remove(folder, { recursive: true });
  },
});

/** Each run of the camera begins with DISCONTINUITY, and counts its pictures from 0. */
async function assertRuns(frames: readonly Frame[], count: number): Promise<void> {
  const starts = frames.flatMap(({ flags }, index) =>
    index === 0 || flags & FrameFlag.discontinuity ? [index] : []
  );
  assertEquals(starts.length, count);
  for (const [run, start] of starts.entries()) {
    const part = frames.slice(start, starts[run + 1]);
    const numbers = await numbersIn(join(part.map(({ payload }) => payload)));
    assertEquals(numbers, countUp(part.length));
  }
}

const hello = encodeJson(MessageType.hello, { role: "view", from: { kind: "oldest" } }, {
  timestampUs: 0,
});
const ping = encodeMessage(message({ type: MessageType.ping }));

/** One way of coming and going, by the number of the visit. */
async function visit(port: number, number: number): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const kind = number % 5;
  if (kind === 0) return; // says nothing
  if (kind === 1) return void await connection.write(hello.subarray(0, number % hello.length));
  await connection.write(hello);
  if (kind === 2) return; // does not wait for the answer: a reset, when that comes
  await connection.read(new Uint8Array(1 + number % 3000));
  if (kind === 3) await connection.write(ping.subarray(0, number % 40));
}

Deno.test("1000 clients that come and go: descriptors, sessions and memory stay level", async () => {
  await using picam = await Picam.start([...pattern, "--max-clients", "32"]);
  const descriptors = async (): Promise<number> => {
    while ((await picam.status()).sessions.active > 0) await turn();
    return [...Deno.readDirSync(`/proc/${picam.pid}/fd`)].length;
  };
  for (let number = 0; number < 200; number++) await visit(picam.tcpPort, number);
  const before = await descriptors();
  const bytesBefore = residentBytes(picam.pid);
  for (let number = 0; number < 1000; number++) await visit(picam.tcpPort, number);
  // The connection that asks for the status may be one more or one less.
  assert(Math.abs(await descriptors() - before) <= 2);
  const { accepted } = (await picam.status()).sessions;
  assert(accepted >= 600, `${accepted} sessions`);
  const grownBytes = residentBytes(picam.pid) - bytesBefore;
  // Garbage not collected yet, of the compiled file's older Deno more; 60 KB a client would be a leak.
  const allowedBytes = isCompiled ? 60e6 : 40e6;
  assert(grownBytes < allowedBytes, `${grownBytes} bytes more after 1000 clients`);
  assertEquals(await picam.stop(), 0, picam.logText());
});

function residentBytes(pid: number): number {
  const [, pages = 0] = Deno.readTextFileSync(`/proc/${pid}/statm`).split(" ").map(Number);
  return pages * 4096;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

/** The outage itself: time that passes. */
function passed(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
