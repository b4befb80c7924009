import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readCommandLine } from "../../../lib/config/mod.ts";
import { defaults, read, serve } from "./reading.ts";

Deno.test("without anything given picam serves with its defaults", async () => {
  const { inForce, ...invocation } = await read({}) as { inForce?: readonly unknown[] };
  assertEquals(invocation as unknown, { kind: "serve", settings: defaults, warnings: [] });
  assert(inForce !== undefined && inForce.length > 30);
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
      quality: 80,
      rawFormat: "SRGGB12",
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
