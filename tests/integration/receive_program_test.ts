import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ClientPicam, lastOf } from "../support/client_picam.ts";
import { isCompiled, Picam, runPicam } from "../support/picam.ts";

const small = ["--source", "pattern", "--width", "320", "--height", "240"];

function receiving(url: string, ...args: string[]): string[] {
  return ["--mode", "receive", url, "--reconnect-delay", "50ms", ...args];
}

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "picam-receive-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Numbers of pictures are not looked at here, their count is. */
function countPictures(bytes: Uint8Array): number {
  let pictures = 0;
  for (let i = 0; i + 3 < bytes.length; i++) {
    if (bytes[i] !== 0 || bytes[i + 1] !== 0 || bytes[i + 2] !== 1) continue;
    const type = bytes[i + 3]! & 0x1f;
    if (type === 1 || type === 5) pictures++;
  }
  return pictures;
}

Deno.test("each way to receive gives as many frames as are asked for, into a file", async () => {
  await using server = await Picam.start(small);
  await withFolder(async (folder) => {
    const urls = [
      `tcp://127.0.0.1:${server.tcpPort}`,
      // The compiled file's older Deno cannot dial HTTP: "TCP stream is currently in use".
      ...(isCompiled ? [] : [server.url, `${server.url}/stream.h264`]),
      `tcp+raw://127.0.0.1:${server.rawPort}`,
    ];
    for (const [index, url] of urls.entries()) {
      const path = `${folder}/${index}.h264`;
      const args = ["--output", path, "--frames", "20", "--stats", "off"];
      const end = await runPicam(receiving(url, ...args));
      assertEquals(end.code, 0, end.stderr);
      assertEquals(countPictures(await Deno.readFile(path)), 20, url);
      assertMatch(end.stdout, /^wrote \S+: 20 frames, /, url);
      assertMatch(end.stdout, /\nReceived 20 frames, .* no holes, 0 reconnects, 0 CRC errors\.\n$/);
    }
  });
});

Deno.test("into a pipe goes video and nothing else, by default", async () => {
  await using server = await Picam.start(small);
  const url = `tcp://127.0.0.1:${server.tcpPort}`;
  const client = await runPicam(receiving(url, "--frames", "5", "--stats", "json"));
  assertEquals(client.code, 0, client.stderr);
  assertEquals(client.stdout.slice(0, 5), "\0\0\0\x01g");
  const summary = lastOf("summary", client.stderr.split("\n"));
  assertEquals([summary.exitCode, summary.cameras[0].frames], [0, 5]);
  for (const line of client.stderr.trim().split("\n")) JSON.parse(line);
});

Deno.test("several outputs, segments and JSON statistics at once", async () => {
  await using server = await Picam.start([...small, "--intra", "10"]);
  await withFolder(async (folder) => {
    const args = ["--output", `${folder}/%03d.mp4`, "--output", `${folder}/all.h264`];
    args.push("--segment", "1s", "--frames", "75", "--stats", "json");
    const url = `tcp://127.0.0.1:${server.tcpPort}`;
    const end = await runPicam(receiving(url, ...args));
    assertEquals(end.code, 0, end.stderr);
    const lines = end.stdout.trim().split("\n");
    const files = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === "file");
    const frames = (ending: string) =>
      files.filter(({ path }) => path.endsWith(ending))
        .reduce((total, file) => total + file.frames, 0);
    assertEquals([frames(".mp4"), frames(".h264")], [75, 75], end.stdout);
    assert(files.filter(({ path }) => path.endsWith(".mp4")).length >= 3, end.stdout);
    const { cameras, outputs, state } = lastOf("statistics", lines);
    assertEquals([state, cameras[0].state, outputs.length], ["connected", "receiving", 2]);
    assert(cameras[0].framesPerSecond > 0 && cameras[0].latencyUs.p99 >= 0);
  });
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${signal} finishes the file, and the exit code is 0`, async () => {
    await using server = await Picam.start(small);
    await withFolder(async (folder) => {
      const url = `tcp://127.0.0.1:${server.tcpPort}`;
      const path = `${folder}/a.mp4`;
      await using client = new ClientPicam(receiving(url, "--output", path, "--stats", "json"));
      await client.says(/"type":"statistics".*"frames":[1-9]/);
      client.kill(signal);
      const end = await client.ended();
      assertEquals(end.code, 0, client.text());
      const file = lastOf("file", end.stdout);
      const summary = lastOf("summary", end.stdout);
      assertEquals([file.path, file.frames], [path, summary.cameras[0].frames]);
      assertEquals(summary.why, "stopped");
      assertEquals(file.sizeBytes, (await Deno.stat(path)).size);
    });
  });
}

Deno.test("a server that is killed and comes back costs no frame", async () => {
  await withFolder(async (folder) => {
    const ring = ["--ring", `${folder}/ring`, "--ring-size", "8M"];
    const first = await Picam.start([...small, ...ring]);
    const port = String(first.tcpPort);
    const url = `tcp://127.0.0.1:${port}`;
    await using client = new ClientPicam(
      receiving(url, "--output", `${folder}/a.h264`, "--stats", "json"),
    );
    await client.says(/"type":"statistics".*"frames":[1-9]/);
    await first.stop("SIGKILL");
    await first[Symbol.asyncDispose]();
    await using _second = await Picam.start([...small, ...ring, "--tcp-port", port]);
    await client.says(/connected again/);
    await client.says(/"type":"statistics".*"reconnects":1/);
    client.kill("SIGINT");
    const end = await client.ended();
    const [camera] = lastOf("summary", end.stdout).cameras;
    assertEquals([end.code, camera.holeCount, camera.reconnects], [0, 0, 1], client.text());
    assertEquals(countPictures(await Deno.readFile(`${folder}/a.h264`)), camera.frames);
  });
});

Deno.test("a hole in a gapless recording is named, and the exit code is 4", async () => {
  await withFolder(async (folder) => {
    const first = await Picam.start([...small, "--ring", "memory"]);
    const port = String(first.tcpPort);
    const url = `tcp://127.0.0.1:${port}`;
    await using client = new ClientPicam(
      receiving(url, "--output", `${folder}/a.h264`, "--stats", "off"),
    );
    await client.says(/stream name=/);
    while ((await first.status()).ring.head < 5);
    await first.stop("SIGKILL");
    await first[Symbol.asyncDispose]();
    await using _second = await Picam.start([...small, "--ring", "memory", "--tcp-port", port]);
    await client.says(/missing: an unknown number of frames/);
    client.kill("SIGINT");
    const end = await client.ended();
    assertEquals(end.code, 4, client.text());
    assertStringIncludes(end.stdout.join("\n"), "1 hole");
  });
});

Deno.test("a server that is not there is given up after as many tries as allowed: 3", async () => {
  const url = "tcp://127.0.0.1:1";
  const end = await runPicam(receiving(url, "--reconnect-attempts", "2", "--output", "a.h264"));
  assertEquals([end.code, end.stdout], [3, "Received nothing.\n"]);
  assertMatch(end.stderr, /nothing listens there/);
  assertMatch(end.stderr, /ERROR gave up: /);
});

Deno.test("an output that cannot be written ends it with 5 and the reason", async () => {
  await using server = await Picam.start(small);
  const url = `tcp://127.0.0.1:${server.tcpPort}`;
  const end = await runPicam(receiving(url, "--output", "/proc/picam/a.h264", "--stats", "off"));
  assertEquals(end.code, 5, end.stderr);
  assertMatch(end.stderr, /ERROR Cannot .*\/proc\/picam/);
});

Deno.test("a name that cannot be understood is told before anything is received: 2", async () => {
  const end = await runPicam(receiving("tcp://127.0.0.1:1", "--output", "%q.mp4"));
  assertEquals([end.code, end.stdout], [2, ""]);
  assertMatch(end.stderr, /^picam: [^\n]*%q[^\n]*\n$/);
});

Deno.test("a token lets in, a wrong one does not and is not tried again: 3", async () => {
  await withFolder(async (folder) => {
    const token = "let-me-watch-1234567";
    await Deno.writeTextFile(`${folder}/token`, `${token}\n`, { mode: 0o600 });
    await using server = await Picam.start([...small, "--view-token", `@${folder}/token`]);
    const url = `tcp://127.0.0.1:${server.tcpPort}`;
    const args = receiving(url, "--frames", "2", "--stats", "off");
    const right = await runPicam([...args, "--token", `@${folder}/token`]);
    assertEquals(right.code, 0, right.stderr);
    const none = await runPicam(args);
    assertEquals(none.code, 3, none.stderr);
    assertStringIncludes(none.stderr, "--token @FILE");
    const wrong = await runPicam(args, { env: { PICAM_TOKEN: "not-the-one-123456" } });
    assertEquals(wrong.code, 3, wrong.stderr);
    for (const { stderr } of [right, none, wrong]) {
      assertEquals(/let-me-watch|not-the-one/.test(stderr), false, stderr);
    }
  });
});
