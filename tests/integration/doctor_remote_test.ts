import { assert, assertEquals, assertMatch } from "@std/assert";
import { isCompiled, Picam, runPicam } from "../support/picam.ts";

const small = ["--source", "pattern", "--width", "320", "--height", "240"];

/** What was looked at, and how it is. */
function levels(stdout: string): Record<string, string> {
  const lines = [...stdout.matchAll(/^(ok|warn|FAIL) +(\S+(?: \S+)?) {2,}/gm)];
  return Object.fromEntries(lines.map(([, level = "", name = ""]) => [name, level]));
}

Deno.test("doctor with a URL tells reachability, round trip, clock, latency and throughput", async () => {
  await using server = await Picam.start(small);
  const end = await runPicam(["--mode", "doctor", `tcp://127.0.0.1:${server.tcpPort}`]);
  assertEquals(end.code, 0, end.stderr + end.stdout);
  assertEquals(levels(end.stdout), {
    "server": "ok",
    "frames": "ok",
    "round trip": "ok",
    "clock offset": "ok",
    "latency": "ok",
    "throughput": "ok",
  }, end.stdout);
});

Deno.test("doctor tells of the bare stream what there is to tell", async () => {
  await using server = await Picam.start(small);
  const end = await runPicam(["--mode", "doctor", `tcp+raw://127.0.0.1:${server.rawPort}`]);
  assertEquals([end.code, levels(end.stdout)], [0, { server: "ok", frames: "ok" }], end.stdout);
});

Deno.test({
  // The compiled file's older Deno cannot dial HTTP: "TCP stream is currently in use".
  ignore: isCompiled,
  name: "doctor says of the bare stream over HTTP that another URL tells more",
  async fn() {
    await using server = await Picam.start(small);
    const end = await runPicam(["--mode", "doctor", `${server.url}/stream.h264`]);
    assertEquals(end.code, 0, end.stderr + end.stdout);
    assertMatch(
      end.stdout,
      /^ok +throughput +.*does not allow .*; ask tcp:\/\/127\.0\.0\.1:5000$/m,
    );
    assert(!end.stdout.includes("holds"), end.stdout);
  },
});

Deno.test("a server that cannot be reached is told with what to do: 3", async () => {
  const end = await runPicam(["--mode", "doctor", "tcp://127.0.0.1:1"]);
  assertEquals(end.code, 3, end.stderr);
  assertMatch(end.stdout, /^FAIL +server +Cannot connect to 127\.0\.0\.1 port 1\n +-> nothing/m);
});
