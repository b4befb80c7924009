import { assertEquals, assertMatch } from "@std/assert";
import { installStandInCamera, readFrameNumber } from "../support/camera/mod.ts";
import { listNals } from "../support/camera/nal_list.ts";
import { StartedProgram } from "../support/camera/started_program.ts";
import { decodeLuma } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";

const small = ["-n", "--width", "320", "--height", "240", "--framerate", "100"];

Deno.test("signals kill before the first picture and are handled after it", async () => {
  await using camera = await installStandInCamera({ profile: "vc4", startupMs: 60_000 });
  for (const signal of ["SIGINT", "SIGUSR1", "SIGTERM"] as const) {
    await using program = new StartedProgram(camera, ["-n", "-o", "-"]);
    const begun = camera.runs().length;
    await camera.until((runs) => runs.length > begun);
    program.kill(signal);
    assertEquals((await program.end()).signal, signal);
  }
});

Deno.test("SIGTERM ends a running program without the tail, and is in the log", async () => {
  await using camera = await installStandInCamera({ profile: "vc4" });
  await using program = new StartedProgram(camera, [...small, "-t", "0", "-o", "-"]);
  await program.read();
  program.kill("SIGTERM");
  const { signal, code } = await program.end();
  assertEquals([signal, code], ["SIGTERM", 143]);
  assertEquals(camera.runs()[0]?.signals, ["SIGTERM"]);
});

Deno.test({
  name: "SIGUSR1 pauses with --signal, again goes on at a key picture, SIGUSR2 ends",
  ...judgedBy("ffmpeg"),
  async fn() {
    await using camera = await installStandInCamera({ profile: "vc4" });
    const args = [...small, "--signal", "--inline", "--intra", "10", "--info-text", "#%frame"];
    await using program = new StartedProgram(camera, [...args, "-t", "0", "-o", "-"]);
    const end = program.end();
    // The loop looks at signals once per frame: two within one would count as one.
    await program.says(/#12\n/);
    program.kill("SIGUSR1");
    await program.says(/signal 10\n(#\d+\n){13}/);
    program.kill("SIGUSR1");
    await program.says(/signal 10\n[^]*signal 10\n(#\d+\n){15}/);
    program.kill("SIGUSR2");
    const { code, stdout } = await end;
    assertEquals(code, 0);
    const { lumas } = await decodeLuma(stdout);
    const numbers = lumas.map((luma) => readFrameNumber(luma, { width: 320 })!);
    const gaps = numbers.filter((number, index) => number !== (numbers[index - 1] ?? -1) + 1);
    assertEquals(gaps.map((number) => number % 10), [0]);
  },
});

Deno.test("a run that begins paused writes from its first resume on, and its time starts at 0", async () => {
  await using camera = await installStandInCamera({ profile: "vc4" });
  const pts = await Deno.makeTempFile({ prefix: "picam-standin-camera-signals-" });
  const args = [...small, "--signal", "--initial", "pause", "--intra", "5", "--save-pts", pts];
  await using program = new StartedProgram(camera, [
    ...args,
    ...["--info-text", "#%frame", "-t", "0", "-o", "-"],
  ]);
  const end = program.end();
  await program.says(/#7\n/);
  program.kill("SIGUSR1");
  await program.says(/signal 10\n(#\d+\n){12}/);
  program.kill("SIGINT");
  const { stdout, stderr } = await end;
  assertMatch(stderr, /^WARNING: consider inline headers with 'pause'/);
  const headers = listNals(stdout).map(({ header }) => header);
  assertEquals(
    headers[0],
    0x25,
    "the parameter sets went with the first picture, which was dropped",
  );
  const lines = (await Deno.readTextFile(pts)).trimEnd().split("\n");
  assertEquals(lines.slice(0, 3), ["# timecode format v2", "0.000", "10.000"]);
  assertEquals(lines.length - 1, headers.length);
  await Deno.remove(pts);
});

Deno.test("without --signal SIGUSR1 and SIGUSR2 only leave a line", async () => {
  await using camera = await installStandInCamera({ profile: "vc4" });
  await using program = new StartedProgram(camera, [...small, "--flush", "-t", "0", "-o", "-"]);
  await program.read();
  program.kill("SIGUSR2");
  await camera.until(([run]) => run?.signals.length === 1);
  await program.read(20_000);
  program.kill("SIGINT");
  const { code, stderr } = await program.end();
  assertEquals(code, 0);
  assertMatch(stderr, /Received signal 12\nReceived signal 2\n$/);
});
