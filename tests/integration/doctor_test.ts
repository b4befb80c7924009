import { assertEquals, assertMatch } from "@std/assert";
import { installStandInCamera, type StandInOptions } from "../support/camera/mod.ts";
import { Picam, type PicamEnd, runPicam } from "../support/picam.ts";

/** Everything but the source: what a machine that has nothing in the way looks like. */
const surroundings = ["--host", "127.0.0.1", "--http-port", "auto", "--raw-port", "auto"];
/** Port 5000 may be anybody's. */
const framedPort = ["--tcp-port", "auto"];

/** Runs doctor; by default the ring is in memory, where there is always room. */
function doctor(args: readonly string[], env: Record<string, string> = {}): Promise<PicamEnd> {
  const own = args.includes("--http-port") ? surroundings.slice(0, 2) : surroundings;
  const ring = args.includes("--ring") ? [] : ["--ring", "memory"];
  const framed = args.includes("--tcp-port") ? [] : framedPort;
  return runPicam(["--mode", "doctor", ...own, ...framed, ...ring, ...args], { env });
}

/** The line of a check, and the remedy below it. */
function lineOf(end: PicamEnd, name: string): string {
  const lines = end.stdout.split("\n");
  const at = lines.findIndex((line) => line.slice(6).startsWith(`${name}  `));
  const remedy = lines[at + 1]?.startsWith("      ") ? `\n${lines[at + 1]}` : "";
  return `${lines[at]}${remedy}`;
}

async function withCamera<T>(
  options: Partial<StandInOptions>,
  use: (env: Record<string, string>) => Promise<T>,
): Promise<T> {
  await using camera = await installStandInCamera({ profile: "pisp", ...options });
  return await use({ ...camera.env });
}

/** A folder with programs that are shell scripts. */
async function withScripts(
  scripts: Record<string, string>,
  use: (path: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "picam-doctor-" });
  try {
    for (const [name, script] of Object.entries(scripts)) {
      await Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("doctor with a camera: aligned lines, a picture, exit code 0", async () => {
  const end = await withCamera({}, (env) => doctor([], env));
  assertEquals([end.code, end.stderr], [0, ""], end.stdout);
  assertMatch(lineOf(end, "camera program"), /^ok .* rpicam-vid 1\.12\.0 /);
  assertMatch(lineOf(end, "camera"), /^ok .* camera 0 is imx708, 4608 x 2592$/);
  assertMatch(lineOf(end, "picture"), /^ok .* the first frame came after .*: 1280 x 720, avc1\./);
  assertMatch(end.stdout, /\n\nThere will be a picture: .*\n$/);
  for (const line of end.stdout.trimEnd().split("\n").slice(2, -2)) {
    assertMatch(line, /^(?:(?:ok {2}|warn|FAIL) {2}[A-Za-z -]{14} {2}\S| {22}-> \S)/);
  }
});

const faults: {
  name: string;
  camera: Partial<StandInOptions>;
  args?: string[];
  line: string;
  words: RegExp;
}[] = [
  {
    name: "no camera",
    camera: { cameras: 0 },
    line: "camera",
    words: /^FAIL .* No camera was found\n +-> .*ribbon cable/,
  },
  {
    name: "another camera than is wanted",
    camera: { cameras: 2 },
    args: ["--camera", "2"],
    line: "camera",
    words: /^FAIL .* no camera 2: 0 is imx708, 1 is imx708\n +-> picam --camera 0$/,
  },
  {
    name: "a busy camera",
    camera: { fault: { kind: "busy" } },
    line: "picture",
    words: /^FAIL .* The camera is in use/,
  },
  {
    name: "a camera without memory",
    camera: { fault: { kind: "no-memory" } },
    line: "picture",
    words: /^FAIL .* not enough memory .*\n +-> choose a smaller --width/,
  },
];

for (const { name, camera, args = [], line, words } of faults) {
  Deno.test(`doctor with ${name}: a remedy, and exit code 6`, async () => {
    const end = await withCamera(camera, (env) => doctor(args, env));
    assertEquals([end.code, end.stderr], [6, ""], end.stdout);
    assertMatch(lineOf(end, line), words);
    assertMatch(lineOf(end, "ring"), /^ok /, "one fault does not keep the others from being told");
    assertMatch(end.stdout, /\n\nThere will be no picture before .*\n$/);
  });
}

Deno.test("doctor without the camera program: what to do instead", async () => {
  await withScripts({}, async (path) => {
    const end = await doctor([], { PATH: path });
    assertEquals([end.code, end.stderr], [6, ""], end.stdout);
    assertMatch(lineOf(end, "camera program"), /^FAIL .* installed.*\n +-> (?:sudo apt|picam) /);
    assertMatch(lineOf(end, "Wi-Fi"), /^warn .* nmcli is not installed/);
  });
});

Deno.test("doctor with a camera program that hangs is not held up by it", async () => {
  const env = Deno.env.get("PATH") ?? "";
  const script = `[ "$1" = --version ] && exec echo "rpicam-apps build: v1.5.3 x"\n` +
    `trap "" INT TERM\nexec sleep 1000`;
  await withScripts({ "rpicam-vid": script }, async (path) => {
    const end = await doctor([], { PATH: `${path}:${env}` });
    assertEquals([end.code, end.stderr], [6, ""], end.stdout);
    assertMatch(lineOf(end, "camera program"), /^ok .* rpicam-vid 1\.5\.3/);
    assertMatch(lineOf(end, "camera"), /^FAIL .* rpicam-vid hangs/);
  });
});

Deno.test("doctor with a port that is taken: by whom, and another", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const end = await doctor(["--source", "pattern", "--http-port", `${port}`, "--raw-port", "0"]);
  assertEquals([end.code, end.stderr], [6, ""], end.stdout);
  const line = lineOf(end, "HTTP port");
  assertMatch(line, new RegExp(`^FAIL .* ${port} is taken by .*\\(pid ${Deno.pid}\\)`));
  assertMatch(line, /-> picam --http-port \d+; or kill/);
  assertEquals(lineOf(end, "raw port"), "undefined", "what is off is not checked");
});

Deno.test("doctor with a ring on a disk", async () => {
  const end = await doctor(["--source", "pattern", "--ring", "/usr/lib/picam/ring"]);
  assertEquals([end.code, end.stderr], [6, ""], end.stdout);
  assertMatch(lineOf(end, "ring"), /^FAIL .* would be on a disk.*\n +-> picam --ring auto/);
  assertMatch(lineOf(end, "picture"), /^ok /);
});

Deno.test("doctor beside a picam that serves: there is a picture, and nothing is disturbed", async () => {
  await using picam = await Picam.start(["--source", "pattern", "--width", "320"]);
  await picam.logged(/delivers pictures/);
  const { ring } = await picam.status();
  const ports = [
    ...["--http-port", new URL(picam.url).port, "--raw-port", `${picam.rawPort}`],
    ...["--tcp-port", `${picam.tcpPort}`, "--ring", ring.path, "--ring-size", "8M"],
  ];
  const end = await doctor(["--source", "pattern", ...ports]);
  assertEquals([end.code, end.stderr], [0, ""], end.stdout);
  assertMatch(lineOf(end, "picam"), new RegExp(`^ok .* \\(pid ${picam.pid}\\) and has a picture$`));
  assertMatch(lineOf(end, "ring"), /^ok /);
  assertMatch(end.stdout, /\n\nThere is a picture: http:/);

  const other = await doctor(["--source", "stdin", ...ports]);
  assertEquals([other.code, other.stderr], [6, ""], other.stdout);
  assertMatch(
    lineOf(other, "picam"),
    new RegExp(`^FAIL .* --source pattern\n +-> kill ${picam.pid}`),
  );
});

Deno.test("doctor on a file: one that plays, one that does not, one that is not there", async () => {
  const folder = await Deno.makeTempDir({ prefix: "picam-doctor-" });
  try {
    const path = `${folder}/film.h264`;
    await Deno.writeTextFile(path, "no film");
    const silent = await doctor(["--source", `file:${path}`]);
    assertMatch(lineOf(silent, "picture"), /^FAIL .* no H\.264 picture .*\n +-> .*Annex B/);
    const absent = await doctor(["--source", `file:${path}.x`]);
    assertMatch(lineOf(absent, "file"), /^FAIL .* there is no file /);
    assertEquals([silent.code, absent.code], [6, 6]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("doctor on a video device that is not there", async () => {
  await withScripts({}, async (path) => {
    const end = await doctor(["--source", "v4l2:/dev/video999"], { PATH: path });
    assertEquals([end.code, end.stderr], [6, ""], end.stdout);
    assertMatch(lineOf(end, "device"), /^FAIL .* there is no \/dev\/video999/);
    assertMatch(
      lineOf(end, "encoder"),
      /^FAIL .* ffmpeg is not installed.*\n +-> sudo apt install/,
    );
  });
});

Deno.test("doctor refuses what serving would refuse: exit code 2", async () => {
  const end = await doctor(["--source", "pattern", "--bitrate", "25k"]);
  assertEquals([end.code, end.stdout], [2, ""]);
  assertMatch(end.stderr, /^picam: --source pattern: --bitrate /);
});
