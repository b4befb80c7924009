import { assertEquals, assertThrows } from "@std/assert";
import {
  cameraMembers,
  changeCamera,
  readCommandLine,
  type ServeSettings,
  UsageError,
} from "../../../lib/config/mod.ts";

async function settingsOf(...args: string[]): Promise<ServeSettings> {
  const invocation = await readCommandLine({
    args,
    env: {},
    readTextFile: () => Promise.reject(new Deno.errors.NotFound()),
  });
  if (invocation.kind !== "serve") {
    throw new TypeError(`These arguments ask for ${invocation.kind}`);
  }
  return invocation.settings;
}

Deno.test("the settings in force carry the flags' names in camelCase", async () => {
  const settings = await settingsOf("--sensor-mode", "2304:1296", "--shutter", "10ms", "--hflip");
  assertEquals(cameraMembers(settings), {
    quality: 80,
    width: 1280,
    height: 720,
    framerate: 30,
    bitrate: "2M",
    intra: 30,
    camera: 0,
    sensorMode: "2304:1296",
    rotation: 0,
    hflip: true,
    vflip: false,
    shutter: "10ms",
    gain: null,
    ev: null,
    awb: null,
    roi: null,
    denoise: null,
    hdr: null,
    autofocusMode: null,
    lensPosition: null,
    cameraArgs: "",
  });
});

Deno.test("what the settings in force say can be set again, and changes nothing", async () => {
  const settings = await settingsOf("--ev", "-1.5", "--lens-position", "default", "--intra", "12");
  assertEquals(changeCamera(settings, cameraMembers(settings)), settings);
  assertEquals(changeCamera(settings, {}), settings);
});

Deno.test("values are taken as the command line writes them and as JSON has them", async () => {
  const settings = await settingsOf();
  const cases: [Record<string, unknown>, Partial<ServeSettings>][] = [
    [{ bitrate: "800k" }, { bitrateBps: 800_000 }],
    [{ bitrate: 800000 }, { bitrateBps: 800_000 }],
    [{ width: "640", height: 480 }, { width: 640, height: 480 }],
    [{ hflip: true, vflip: "yes" }, { hflip: true, vflip: true }],
    [{ shutter: "10ms", gain: 2.5 }, { shutterUs: 10_000, gain: 2.5 }],
    [{ rotation: 180 }, { rotation: 180 }],
    [{ cameraArgs: "--contrast 1.2" }, { cameraArgs: ["--contrast", "1.2"] }],
  ];
  for (const [params, expected] of cases) {
    assertEquals(changeCamera(settings, params), { ...settings, ...expected });
  }
});

Deno.test("null takes a setting back to what it is when nobody gives one", async () => {
  const settings = await settingsOf("--shutter", "10ms", "--width", "640", "--hflip");
  const { shutterUs: _, ...rest } = settings;
  assertEquals(changeCamera(settings, { shutter: null, width: null, hflip: null }), {
    ...rest,
    width: 1280,
    hflip: false,
  });
});

Deno.test("key frames follow the rate unless somebody set them apart", async () => {
  assertEquals(changeCamera(await settingsOf(), { framerate: 60 }).intraFrames, 60);
  assertEquals(changeCamera(await settingsOf("--intra", "12"), { framerate: 60 }).intraFrames, 12);
  const both = changeCamera(await settingsOf("--intra", "12"), { framerate: 50, intra: null });
  assertEquals(both.intraFrames, 50);
});

Deno.test("what cannot be set is told with member, value and what is allowed", async () => {
  const settings = await settingsOf();
  const cases: [Record<string, unknown>, string][] = [
    [{ width: 3 }, 'width must be an even whole number from 16 to 4608, is "3"'],
    [{ width: [640] }, 'width must be an even whole number from 16 to 4608, is "[640]"'],
    [{ rotation: 90 }, 'rotation must be 0 or 180, is "90"'],
    [{ awb: "dailight" }, "did you mean daylight?"],
    [{ widht: 640 }, '"widht" is no setting of the camera: did you mean width?'],
    [{ source: "pattern" }, '"source" is no setting of the camera'],
    [{ httpPort: 1 }, '"httpPort" is no setting of the camera'],
    [{ __proto__: null, constructor: 1 }, '"constructor" is no setting of the camera'],
    [{ "sensor-mode": "640:480" }, "did you mean sensorMode?"],
    [
      { lensPosition: 2, autofocusMode: "auto" },
      "lensPosition 2 fixes the focus, autofocusMode auto moves it: give one of them",
    ],
    [{ cameraArgs: "--sensor-mode 1:1" }, "cameraArgs must not have"],
    [{ cameraArgs: "--mode 1:1" }, "use sensorMode"],
  ];
  for (const [params, message] of cases) {
    assertThrows(() => changeCamera(settings, params), UsageError, message);
  }
});

Deno.test("settings of the camera are refused where there is none, as on the command line", async () => {
  const settings = await settingsOf("--source", "pattern");
  assertEquals(changeCamera(settings, { framerate: 50 }).framerate, 50);
  assertEquals(changeCamera(settings, { hflip: null }), settings);
  assertThrows(
    () => changeCamera(settings, { hflip: true }),
    UsageError,
    "hflip needs --source rpicam, the source is pattern",
  );
  assertThrows(() => changeCamera(settings, { framerate: 90 }), UsageError, "lower framerate 90");
});
