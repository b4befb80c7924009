import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Picam, runPicam } from "../support/picam.ts";

/** Takes `frames` whole frames of a picam's stream; the ends are those of the server's chunks. */
async function takeStream(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  assertEquals(response.status, 200);
  return new Uint8Array(await response.arrayBuffer());
}

function countPictures(bytes: Uint8Array): number {
  let pictures = 0;
  for (let i = 0; i + 3 < bytes.length; i++) {
    if (bytes[i] !== 0 || bytes[i + 1] !== 0 || bytes[i + 2] !== 1) continue;
    const type = bytes[i + 3]! & 0x1f;
    if (type === 1 || type === 5) pictures++;
  }
  return pictures;
}

/** A second at 30 frames/s. While it warms up on a slow machine the pattern camera may leave out one or two. */
function assertSecond(bytes: Uint8Array): void {
  const pictures = countPictures(bytes);
  assert(pictures > 26 && pictures <= 30, `${pictures} pictures`);
}

const small = ["--source", "pattern", "--width", "320", "--height", "240"];

Deno.test("the pattern camera is served: stream, status, metrics, health", async () => {
  await using picam = await Picam.start(small);
  const stream = await takeStream(`${picam.url}/stream.h264?duration=1s`);
  assertSecond(stream);
  const status = await picam.status();
  assertEquals(status.stream.width, 320);
  assertEquals(status.camera.state, "streaming");
  assert(status.ring.head >= 30);
  const ready = await fetch(`${picam.url}/readyz`);
  assertEquals([ready.status, await ready.text()], [200, "ok\n"]);
  const healthy = await fetch(`${picam.url}/healthz`);
  assertEquals([healthy.status, await healthy.text()], [200, "ok\n"]);
  const metrics = await (await fetch(`${picam.url}/metrics`)).text();
  assertMatch(metrics, /^picam_camera_frames_total \d+$/m);
  const page = await (await fetch(`${picam.url}/`)).text();
  assertStringIncludes(page, "/stream.h264");
  const clients = await (await fetch(`${picam.url}/api/v1/clients`)).json();
  assertEquals(clients, []);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${signal} ends every stream properly, with a whole frame, and the exit code is 0`, async () => {
    await using picam = await Picam.start(small);
    const http = takeStream(`${picam.url}/stream.h264`);
    using raw = await Deno.connect({ hostname: "127.0.0.1", port: picam.rawPort });
    const rawBytes = new Response(raw.readable).arrayBuffer();
    while ((await picam.status()).sessions.active < 2 || (await picam.status()).ring.head < 5);
    assertEquals(await picam.stop(signal), 0);
    for (const bytes of [await http, new Uint8Array(await rawBytes)]) {
      assert(countPictures(bytes) > 0);
      assertEquals([...bytes.subarray(0, 5)], [0, 0, 0, 1, 0x67]);
    }
  });
}

Deno.test("--frames and --duration end the program by themselves", async () => {
  await using picam = await Picam.start([...small, "--frames", "12"]);
  assertEquals(await picam.ended(), 0);
  await using other = await Picam.start([...small, "--duration", "500ms"]);
  assertEquals(await other.ended(), 0);
});

Deno.test("after kill -9 the next picam still has the past, and goes on with its numbers", async () => {
  const folder = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "picam-test-" });
  try {
    const args = [...small, "--ring", `${folder}/ring`, "--ring-size", "8M"];
    let before: Record<string, number | string>;
    {
      await using picam = await Picam.start(args);
      await takeStream(`${picam.url}/stream.h264?duration=1s`);
      before = (await picam.status()).ring;
      assertEquals(await picam.stop("SIGKILL"), "SIGKILL");
    }
    await using picam = await Picam.start(args);
    const response = await fetch(`${picam.url}/stream.h264?from=-30s&duration=900ms`);
    assertEquals(response.headers.get("picam-epoch"), before.epoch);
    assertEquals(response.headers.get("picam-sequence"), "0");
    assertEquals(countPictures(new Uint8Array(await response.arrayBuffer())), 27);
    assert((await picam.status()).ring.head >= Number(before.head));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("what cannot be is told in one line with the remedy, and exit code 2", async () => {
  await using taken = await Picam.start(small);
  const port = new URL(taken.url).port;
  const cases: [string[], RegExp][] = [
    [["--widht", "640"], /--widht.*--width/],
    [["--width", "many"], /--width.*many/],
    [["--mode", "watch"], /--mode.*watch/],
    [
      [...small, "--ring", "/nowhere/at/all/ring", "--raw-port", "0", "--http-port", "auto"],
      /\/(nowhere|at).*--ring/,
    ],
    [
      [...small, "--ring", "memory", "--host", "127.0.0.1", "--http-port", port, "--raw-port", "0"],
      /--http-port/,
    ],
    [["--config", "/nowhere.json"], /\/nowhere\.json/],
  ];
  for (const [args, words] of cases) {
    const end = await runPicam(args);
    assertEquals(end.code, 2, `${args}: ${end.stderr}`);
    assertMatch(end.stderr, words);
    const lines = end.stderr.trim().split("\n");
    assertMatch(lines.at(-1)!, /^picam: /);
  }
});

Deno.test("without a camera program picam says what to install, and the exit code is 6", async () => {
  const empty = await Deno.makeTempDir({ prefix: "picam-program-" });
  try {
    const args = [
      "--ring",
      "memory",
      "--http-port",
      "0",
      "--raw-port",
      "auto",
      "--host",
      "127.0.0.1",
    ];
    const end = await runPicam(args, { env: { PATH: empty } });
    assertEquals(end.code, 6, end.stderr);
    assertMatch(end.stderr, /rpicam-vid/);
    assertMatch(end.stderr, /install/);
  } finally {
    await Deno.remove(empty, { recursive: true });
  }
});

Deno.test("--help and --version answer on standard output", async () => {
  const help = await runPicam(["--help"]);
  assertEquals([help.code, help.stderr], [0, ""]);
  assertStringIncludes(help.stdout, "--source");
  assertMatch((await runPicam(["--version"])).stdout, /^picam \d+\.\d+\.\d+/);
});

Deno.test("a second picam serves the ring of the first: the same frames under the same numbers", async () => {
  const folder = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "picam-test-" });
  try {
    await using first = await Picam.start([
      ...small,
      "--ring",
      `${folder}/ring`,
      "--ring-size",
      "8M",
    ]);
    await takeStream(`${first.url}/stream.h264?duration=300ms`);
    await using second = await Picam.start(["--source", `ring:${folder}/ring`]);
    const query = "from=seq:0&duration=1s";
    const [one, two] = await Promise.all(
      [first, second].map((picam) => takeStream(`${picam.url}/stream.h264?${query}`)),
    );
    assertSecond(one!);
    assertEquals(one, two);
    assertEquals((await second.status()).ring.epoch, (await first.status()).ring.epoch);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
