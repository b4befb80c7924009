// What the program makes of a standard output or a standard error that cannot be written: /dev/full.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { ClientPicam } from "../support/client_picam.ts";
import { judgedBy } from "../support/judges.ts";
import { Picam, runPicam } from "../support/picam.ts";

const small = ["--source", "pattern", "--width", "320", "--height", "240"];
const onlyComplaint =
  /^picam: standard output could not be written: No space left [^\n]*: see that [^\n]*\n$/;

/** Stands in front of the command, and runs it with ends that are redirected. */
function sent(redirections: string): { within: readonly string[] } {
  return { within: ["sh", "-c", `exec "$@" ${redirections}`, "sh"] };
}

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "picam-unwritable-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (
  const args of [
    ["--help"],
    ["--version"],
    ["--print-config"],
    ["--mode", "doctor", "--source", "pattern"],
    ["--mode", "doctor", "tcp://127.0.0.1:1"],
  ]
) {
  Deno.test(`${args.join(" ")} that cannot be printed is told in one line: 5`, async () => {
    const end = await runPicam(args, sent(">/dev/full"));
    assertEquals(end.code, 5, end.stderr);
    assertMatch(end.stderr, onlyComplaint);
  });
}

Deno.test("where nothing can be written at all, the exit code tells it", async () => {
  const codes = [];
  for (const args of [["--version"], ["--no-such-flag"]]) {
    codes.push((await runPicam(args, sent(">/dev/full 2>/dev/full"))).code);
  }
  assertEquals(codes, [5, 2]);
});

Deno.test("a reader that has gone ends it quietly", async () => {
  const within = ["sh", "-c", '{ "$@"; echo $? >&2; } | :', "sh"];
  const end = await runPicam(["--help"], { within });
  assertEquals([end.stderr, end.stdout], ["0\n", ""]);
});

Deno.test("an answer to a request that cannot be printed is told in one line: 5", async () => {
  await using server = await Picam.start(small);
  const token = ["--token", server.controlToken];
  const url = `tcp://127.0.0.1:${server.tcpPort}`;
  const control = ["--mode", "control", url];
  const once = await runPicam([...control, "status", ...token], sent(">/dev/full"));
  assertEquals(once.code, 5, once.stderr);
  assertMatch(once.stderr, /^picam: standard output could not be written: .*\n$/m);
  assert(!once.stderr.includes("    at "), once.stderr);
  await using shell = new ClientPicam([...control, "shell", ...token], {
    stdin: "piped",
    ...sent(">/dev/full"),
  });
  await shell.type("status");
  const { code, stderr } = await shell.ended();
  assertEquals(code, 5, stderr.join("\n"));
  assertMatch(stderr.at(-1) ?? "", /^picam: standard output could not be written: /);
});

Deno.test("a server goes on where it cannot say how to watch", async () => {
  const ports = ["--http-port", "auto", "--tcp-port", "0", "--raw-port", "0"];
  const args = [...small, "--host", "127.0.0.1", "--ring", "memory", ...ports];
  await using server = new ClientPicam([...args], sent(">/dev/full"));
  const line = await server.says(/httpPort=\d+/);
  const port = /httpPort=(\d+)/.exec(line)?.[1];
  const response = await fetch(`http://127.0.0.1:${port}/stream.h264`);
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  assertEquals([...value!.subarray(0, 4)], [0, 0, 0, 1]);
  server.kill("SIGINT");
  assertEquals((await server.ended()).code, 0);
});

Deno.test("a server whose log cannot be written streams to the end", async () => {
  await withFolder(async (folder) => {
    const ports = ["--http-port", "auto", "--tcp-port", "0", "--raw-port", "0"];
    const end = await runPicam([
      ...[...small, "--host", "127.0.0.1", "--ring", "memory", ...ports, "--frames", "10"],
      ...["--record", `${folder}/a.h264`],
    ], sent(">/dev/full 2>/dev/full"));
    assertEquals(end.code, 0);
    assert((await Deno.stat(`${folder}/a.h264`)).size > 1000);
  });
});

for (const redirections of [">/dev/full", ">/dev/full 2>/dev/full"]) {
  Deno.test(`what is received is kept whole, whoever reads the summary: ${redirections}`, async () => {
    await using server = await Picam.start(small);
    await withFolder(async (folder) => {
      const url = `tcp://127.0.0.1:${server.tcpPort}`;
      const receive = async (name: string, stats: string) => {
        const args = ["--output", `${folder}/${name}.mp4`, "--frames", "5", "--stats", stats];
        return await runPicam(["--mode", "receive", url, ...args], sent(redirections));
      };
      const [text, json] = [await receive("text", "text"), await receive("json", "json")];
      const sizes = ["text", "json"].map((name) => Deno.statSync(`${folder}/${name}.mp4`).size);
      assert(sizes.every((size) => size > 1000), `${sizes}`);
      assertEquals([...Deno.readDirSync(folder)].length, 2, "nothing unfinished is left");
      assertEquals([text.code, json.code], [0, 5], text.stderr + json.stderr);
      for (const { stderr } of redirections.includes("2>") ? [] : [text, json]) {
        assertMatch(stderr, /standard output could not be written: No space left/);
        assert(!stderr.includes("Cannot write"), stderr);
      }
    });
  });
}

Deno.test("statistics in words that were asked for come as lines where there is no terminal", async () => {
  await using server = await Picam.start(small);
  await using client = new ClientPicam([
    ...["--mode", "receive", `tcp://127.0.0.1:${server.tcpPort}`],
    ...["--output", "-", "--stats", "text"],
  ]);
  await client.says(/^receiving {2}\d+\.\d fps .*written$/);
  client.kill("SIGINT");
  const { code, stderr } = await client.ended();
  assertEquals(code, 0, stderr.join("\n"));
});

Deno.test({
  ...judgedBy("python3"),
  name: "a terminal that has no width shows the live line as one of 80 columns",
  async fn() {
    await using server = await Picam.start(small);
    await withFolder(async (folder) => {
      const spawn = "import pty, sys; pty.spawn(sys.argv[1:])";
      const args = ["--output", `${folder}/a.mp4`, "--duration", "2s"];
      const url = `tcp://127.0.0.1:${server.tcpPort}`;
      const end = await runPicam(["--mode", "receive", url, ...args], {
        within: ["python3", "-c", spawn],
      });
      const full = /^receiving \S+fps \S+bit\/s late \S+ lag \S+ 0 gaps 0 redials \S+B/;
      assert(end.stdout.split("\r").some((line) => full.test(line)), end.stdout);
    });
  },
});
