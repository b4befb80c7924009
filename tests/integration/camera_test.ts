import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type Fault,
  installStandInCamera,
  numbersPerStart,
  type ProfileName,
  readFrameNumber,
} from "../support/camera/mod.ts";
import { decodeLuma } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";
import { Picam } from "../support/picam.ts";

const flags = ["--width", "640", "--height", "480", "--framerate", "30"];

/** Takes a stream and reads the number that each of its pictures carries. */
async function frameNumbers(
  url: string,
): Promise<{ numbers: (number | undefined)[]; complaints: string; width: number; height: number }> {
  const response = await fetch(url);
  const bytes = new Uint8Array(await response.arrayBuffer());
  assertEquals(response.status, 200, new TextDecoder().decode(bytes.subarray(0, 500)));
  const { lumas, width, height, complaints } = await decodeLuma(bytes);
  const numbers = lumas.map((luma) => readFrameNumber(luma, { width }));
  return { numbers, complaints, width, height };
}

/** Where one number does not follow the one before. */
function jumps(numbers: readonly (number | undefined)[]): number {
  return numbers.filter((number, i) => i > 0 && number !== (numbers[i - 1] ?? NaN) + 1).length;
}

const profiles: readonly ProfileName[] = ["vc4", "pisp", "vc4-old"];

for (const profile of profiles) {
  Deno.test({
    name: `the camera program of a ${profile} system is served: every picture, none twice`,
    ...judgedBy("ffmpeg"),
    async fn() {
      await using camera = await installStandInCamera({ profile });
      await using picam = await Picam.start(flags, { env: camera.env });
      const { numbers, complaints, width, height } = await frameNumbers(
        `${picam.url}/stream.h264?duration=2s`,
      );
      assertEquals([complaints, width, height], ["", 640, 480]);
      assert(Math.abs(numbers.length - 60) <= 6, `${numbers.length} pictures in 2 s`);
      assertEquals(jumps(numbers), 0, String(numbers));
      const { camera: status } = await picam.status();
      assertEquals([status.state, status.fault], ["streaming", undefined]);
      // A machine that is busy elsewhere lets a guess fail now and then; the pictures are whole.
      assert(status.wrongEnds * 5 < status.frames, `${status.wrongEnds} wrong ends`);
      assertEquals(await picam.stop(), 0);
      assertEquals(camera.runs().at(-1)?.signals, ["SIGINT"], "it was not stopped cleanly");
    },
  });
}

const faults: readonly { fault: Fault; words: RegExp }[] = [
  { fault: { kind: "no-camera" }, words: /no camera/i },
  { fault: { kind: "busy" }, words: /busy|in use|another program/i },
  { fault: { kind: "no-memory" }, words: /memory/i },
  { fault: { kind: "crash", afterFrames: 20 }, words: /SIGSEGV|crash|killed|signal/i },
  { fault: { kind: "abort", afterFrames: 20 }, words: /abort|SIGABRT|what/i },
  { fault: { kind: "exit", afterFrames: 20, code: 0 }, words: /ended|exit/i },
  { fault: { kind: "hang", afterFrames: 20, ignoreTerm: true }, words: /sent nothing/i },
  { fault: { kind: "sensor-stalls", afterFrames: 20, everyMs: 200 }, words: /cable|connect/i },
  {
    fault: { kind: "garbage", afterFrames: 20, sizeBytes: 8 << 20 },
    words: /H\.264|start code|no (frame|picture)/i,
  },
  { fault: { kind: "stderr-flood", afterFrames: 20, lines: 20_000 }, words: /./ },
];

for (const { fault, words } of faults) {
  Deno.test({
    name: `after "${fault.kind}" the pictures come again, and picam and its viewer never stopped`,
    ...judgedBy("ffmpeg"),
    async fn() {
      await using camera = await installStandInCamera({
        profile: "vc4",
        fault: { ...fault, starts: 1 },
      });
      await using picam = await Picam.start(flags, { env: camera.env });
      const survives = fault.kind === "stderr-flood";
      const failedRuns = survives ? 0 : 1;
      // A viewer that came before the fault, and stays.
      const given = { signal: AbortSignal.timeout(60_000) };
      const viewer = (await fetch(`${picam.url}/stream.h264?from=oldest`, given)).body!.getReader();
      while (true) {
        const { camera: status } = await picam.status();
        if (status.runs > failedRuns && status.state === "streaming" && status.frames >= 60) break;
        await viewer.read();
      }
      const newest = await frameNumbers(`${picam.url}/stream.h264?duration=1s`);
      assertEquals([newest.complaints, jumps(newest.numbers)], ["", 0]);
      assertEquals(Math.floor((newest.numbers[0] ?? NaN) / numbersPerStart), failedRuns);
      assert(picam.log.some((line) => words.test(JSON.stringify(line))), picam.logText());
      assertEquals(await fetch(`${picam.url}/readyz`).then((r) => r.text()), "ok\n");
      await viewer.cancel();
      assertEquals(await picam.stop(), 0);
    },
  });
}

Deno.test("a camera that stays away is told by /readyz, in words, while /healthz stays good", async () => {
  await using camera = await installStandInCamera({
    profile: "pisp",
    fault: { kind: "no-camera" },
  });
  await using picam = await Picam.start(flags, { env: camera.env });
  await camera.until((runs) => runs.length >= 2);
  const ready = await fetch(`${picam.url}/readyz`);
  assertEquals(ready.status, 503);
  assertMatch((await ready.json()).detail, /camera/i);
  const healthy = await fetch(`${picam.url}/healthz`);
  assertEquals([healthy.status, await healthy.text()], [200, "ok\n"]);
});

Deno.test("with --frames a camera that stays away ends picam with exit code 6", async () => {
  await using camera = await installStandInCamera({ profile: "vc4", fault: { kind: "no-camera" } });
  await using picam = await Picam.start([...flags, "--frames", "10"], { env: camera.env });
  assertEquals(await picam.ended(), 6);
});

Deno.test("fifty reconnections find the newest key frame each, and leave nothing behind", async () => {
  await using camera = await installStandInCamera({ profile: "vc4" });
  await using picam = await Picam.start([...flags, "--intra", "10"], { env: camera.env });
  const descriptors: number[] = [];
  for (let i = 0; i < 50; i++) {
    const { ring: before } = await picam.status();
    const response = await fetch(`${picam.url}/stream.h264`);
    const reader = response.body!.getReader();
    await reader.read();
    const first = Number(response.headers.get("picam-sequence"));
    const { ring: after } = await picam.status();
    assert(first >= before.newestKey && first <= after.newestKey, `${first} is not the newest`);
    const client = (await (await fetch(`${picam.url}/api/v1/clients`)).json()).at(-1);
    assert(client.lagMs < 1000, `lag ${client.lagMs} ms`);
    await reader.cancel();
    descriptors.push((await picam.status()).process.openDescriptors);
  }
  assert(
    Math.max(...descriptors.slice(-10)) <= Math.max(...descriptors.slice(0, 10)) + 2,
    `${descriptors}`,
  );
  assertEquals((await picam.status()).sessions.accepted, 50);
});
