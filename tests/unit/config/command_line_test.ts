import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  type Invocation,
  readCommandLine,
  type ServeSettings,
  UsageError,
} from "../../../lib/config/mod.ts";

interface Given {
  readonly args?: string[];
  readonly env?: Record<string, string>;
  readonly file?: string;
}

function read({ args = [], env = {}, file }: Given): Promise<Invocation> {
  const readTextFile = (path: string): Promise<string> =>
    file !== undefined && path === "f.json"
      ? Promise.resolve(file)
      : Promise.reject(new Deno.errors.NotFound("No such file or directory (os error 2)"));
  return readCommandLine({
    args: file === undefined ? args : ["--config", "f.json", ...args],
    env,
    readTextFile,
  });
}

async function serve(given: Given): Promise<ServeSettings> {
  const invocation = await read(given);
  if (invocation.kind !== "serve") throw new Error(`asks for ${invocation.kind}`);
  return invocation.settings;
}

async function refusal(given: Given): Promise<string> {
  return (await assertRejects(() => read(given), UsageError)).message;
}

const defaults: ServeSettings = {
  source: { kind: "rpicam" },
  codec: "h264",
  width: 1280,
  height: 720,
  framerate: 30,
  bitrateBps: 2_000_000,
  intraFrames: 30,
  camera: 0,
  rotation: 0,
  hflip: false,
  vflip: false,
  cameraArgs: [],
  host: "0.0.0.0",
  name: "camera",
  httpPort: 8000,
  tcpPort: 5000,
  rawPort: 5001,
  tls: { kind: "off" },
  pushUrls: [],
  recordPatterns: [],
  allowHosts: [],
  maxClients: 64,
  lagLimitMs: 2000,
  ring: { kind: "auto" },
  ringSizeBytes: 64 * 2 ** 20,
  logLevel: "info",
  logFormat: "text",
};

Deno.test("without anything given picam serves with its defaults", async () => {
  assertEquals(await read({}), { kind: "serve", settings: defaults, warnings: [] });
});

Deno.test("flags go over the environment, that over the file, that over defaults", async () => {
  const file = '{"width": 320, "height": 240, "bitrate": "800k", "hflip": true}';
  const env = { PICAM_HEIGHT: "480", PICAM_BITRATE: "1M", PICAM_VFLIP: "yes", PICAM_EV: "" };
  assertEquals(await serve({ args: ["--bitrate", "3M", "--no-hflip"], env, file }), {
    ...defaults,
    width: 320,
    height: 480,
    bitrateBps: 3_000_000,
    hflip: false,
    vflip: true,
  });
});

Deno.test("the file may be named by the environment, a flag names another", async () => {
  const seen: string[] = [];
  const readTextFile = (path: string): Promise<string> => {
    seen.push(path);
    return Promise.resolve("{}");
  };
  const env = { PICAM_CONFIG: "a.json" };
  await readCommandLine({ args: [], env, readTextFile });
  await readCommandLine({ args: ["--config=b.json"], env, readTextFile });
  assertEquals(seen, ["a.json", "b.json"]);
});

Deno.test("a key frame comes once a second unless told otherwise", async () => {
  assertEquals((await serve({ args: ["--framerate", "14.7"] })).intraFrames, 15);
  assertEquals((await serve({ args: ["--intra=90"] })).intraFrames, 90);
});

Deno.test("a setting that repeats takes a list from anywhere", async () => {
  const expected = ["a.example.org", "b"];
  const args = ["--allow-host", "A.example.org", "--allow-host=b"];
  assertEquals((await serve({ args })).allowHosts, expected);
  assertEquals(
    (await serve({ env: { PICAM_ALLOW_HOST: "a.example.org,b" } })).allowHosts,
    expected,
  );
  assertEquals(
    (await serve({ file: '{"allow-host": ["a.example.org", "b"]}' })).allowHosts,
    expected,
  );
});

Deno.test("settings of the camera reach the program unchanged", async () => {
  const args = [
    "--camera=1",
    "--sensor-mode=2304:1296",
    "--rotation=180",
    "--shutter=10ms",
    "--gain=2",
    "--ev",
    "-0.5",
    "--awb=daylight",
    "--roi=0,0,0.5,0.5",
    "--denoise=cdn_off",
    "--hdr=off",
    "--autofocus-mode=manual",
    "--lens-position=2.5",
    "--camera-args",
    "--contrast 1.2",
  ];
  assertEquals(await serve({ args }), {
    ...defaults,
    camera: 1,
    sensorMode: "2304:1296",
    rotation: 180,
    shutterUs: 10_000,
    gain: 2,
    ev: -0.5,
    awb: "daylight",
    roi: "0,0,0.5,0.5",
    denoise: "cdn_off",
    hdr: "off",
    autofocusMode: "manual",
    lensPosition: 2.5,
    cameraArgs: ["--contrast", "1.2"],
  });
});

Deno.test("doctor has the settings whose surroundings it checks, and those of the picture", async () => {
  const args = ["--mode", "doctor", "--http-port", "8080"];
  assertEquals(await read({ args, env: { PICAM_WIDTH: "640", PICAM_MAX_CLIENTS: "3" } }), {
    kind: "doctor",
    settings: {
      source: { kind: "rpicam" },
      codec: "h264",
      width: 640,
      height: 720,
      framerate: 30,
      bitrateBps: 2_000_000,
      intraFrames: 30,
      camera: 0,
      rotation: 0,
      hflip: false,
      vflip: false,
      cameraArgs: [],
      host: "0.0.0.0",
      httpPort: 8080,
      tcpPort: 5000,
      rawPort: 5001,
      tls: { kind: "off" },
      ring: { kind: "auto" },
      ringSizeBytes: 64 * 2 ** 20,
    },
    warnings: [],
  });
});

Deno.test("help is printed whatever else is wrong, for the mode that is named", async () => {
  for (const args of [["--help"], ["-h"], ["--widht", "5", "--help"]]) {
    const invocation = await read({ args });
    assertStringIncludes(invocation.kind === "print" ? invocation.text : "", "--framerate FPS");
  }
  const doctor = await read({ args: ["--mode=doctor", "-h"] });
  assertStringIncludes(doctor.kind === "print" ? doctor.text : "", "Usage: picam --mode doctor");
});

Deno.test("the version is asked for", async () => {
  assertEquals(await read({ args: ["--version"] }), { kind: "version" });
});

const refused: [Given, string][] = [
  [{ args: ["--width", "12x"] }, '--width must be an even whole number from 16 to 4608, is "12x"'],
  [
    { env: { PICAM_WIDTH: "7" } },
    'PICAM_WIDTH must be an even whole number from 16 to 4608, is "7"',
  ],
  [
    { file: '{\n"width": 7}' },
    '"width" in f.json:2 must be an even whole number from 16 to 4608, is "7"',
  ],
  [
    { file: '{"width": [16, 32]}' },
    '"width" in f.json:1 must be an even whole number from 16 to 4608, is a list',
  ],
  [{ file: '{"widht": 7}' }, 'Unknown setting "widht" in f.json:1: did you mean "width"?'],
  [
    { file: '{"httpPort": 7}' },
    'Unknown setting "httpPort" in f.json:1: did you mean "http-port"?',
  ],
  [{ file: '{"help": true}' }, '"help" in f.json:1 belongs on the command line, as --help'],
  [{ file: "nonsense" }, 'f.json:1 should have {, has "nonsense"'],
  [
    { args: ["--config", "no.json"] },
    'Cannot read the configuration file "no.json": No such file or directory (os error 2)',
  ],
  [
    { args: ["--mode", "docter"] },
    '--mode must be serve, receive, control or doctor, is "docter": did you mean doctor?',
  ],
  [
    { args: ["--mode=doctor", "--max-clients=6"] },
    "--max-clients belongs to --mode serve, not to doctor",
  ],
  [
    { args: ["--bitrate", "2Mbps"] },
    '--bitrate must be a bit rate from 25k to 100M such as 800k or 2.5M, is "2Mbps": did you mean 2M?',
  ],
  [
    { args: ["--bitrate", "900Mbps"] },
    '--bitrate must be a bit rate from 25k to 100M such as 800k or 2.5M, is "900Mbps"',
  ],
  [{ args: ["--codec", "mjpeg"] }, '--codec must be h264, is "mjpeg"'],
  [
    { args: ["--source", "v4l2"] },
    "--source must be rpicam, pattern, v4l2:/dev/video0, file:PATH, stdin or ring:PATH, " +
    'is "v4l2": did you mean v4l2:/dev/video0?',
  ],
  [
    { args: ["--http-port=0", "--raw-port=0", "--tcp-port=0"] },
    "--http-port, --tcp-port and --raw-port are all 0: nobody could watch; set one",
  ],
  [
    { args: ["--http-port=5001"] },
    "--http-port and --raw-port are both 5001: choose another for one",
  ],
  [
    { args: ["--source=pattern", "--width=1922"] },
    "--source pattern gives pictures up to 1920x1080, not 1922x720: lower --width",
  ],
  [
    { args: ["--source=pattern", "--height=1082"] },
    "--source pattern gives pictures up to 1920x1080, not 1280x1082: lower --height",
  ],
  [
    { args: ["--source=pattern", "--framerate=61"] },
    "--source pattern gives at most 60 frames/s: lower --framerate 61",
  ],
  [
    { args: ["--source=pattern", "--hflip"] },
    "--hflip needs --source rpicam, the source is pattern",
  ],
  [
    { args: ["--source=ring:/a/b", "--ring=/a/b"] },
    '--source and --ring are both "/a/b": a ring has one writer, choose another --ring',
  ],
  [
    { args: ["--lens-position=1", "--autofocus-mode=auto"] },
    "--lens-position 1 fixes the focus, --autofocus-mode auto moves it: give one of them",
  ],
  [
    { args: ["--camera-args", "--contrast 1 --width=5"] },
    '--camera-args must not have "--width": use --width of picam',
  ],
  [
    { args: ["--camera-args", "-t 5"] },
    '--camera-args must not have "-t": use --duration',
  ],
];

Deno.test("what is not possible is told in one line that names it and what is allowed", async () => {
  for (const [given, message] of refused) assertEquals(await refusal(given), message);
});

Deno.test("settings of the camera in a file are without effect on another source", async () => {
  const invocation = await read({ args: ["--source=pattern"], file: '{\n"hflip": true}' });
  assertEquals(invocation.kind === "serve" && invocation.warnings, [
    '"hflip" in f.json:2 without effect: the source is pattern',
  ]);
});

Deno.test("a variable that looks like a misspelled setting is told of, others are not", async () => {
  const env = { PICAM_HTPP_PORT: "1", PICAM_BIN: "dist/picam", OTHER: "x" };
  const invocation = await read({ env });
  assertEquals(invocation.kind === "serve" && invocation.warnings, [
    '"PICAM_HTPP_PORT" is not a setting: did you mean PICAM_HTTP_PORT?',
  ]);
});
