import { assert, assertEquals } from "@std/assert";
import type { CameraSettings } from "../../../lib/capture/mod.ts";
import {
  asksForMetadata,
  rpicamArguments,
  type RpicamTarget,
} from "../../../lib/capture/rpicam_arguments.ts";

const settings: CameraSettings = {
  width: 1280,
  height: 720,
  framerate: 30,
  bitrateBps: 2_000_000,
  intra: 30,
};

const common =
  "--intra 30 --profile high --level 4.1 --bitrate 2000000 --width 1280 --height 720 " +
  "--framerate 30 --output -";
const begin = "--timeout 0 --nopreview --codec h264";

const targets: { name: string; target: RpicamTarget; line: string }[] = [
  {
    name: "a Pi 4, present release",
    target: { platform: "vc4", program: { version: "1.12.0", hasLibav: true } },
    line: `${begin} --inline --flush ${common}`,
  },
  {
    name: "a Pi 4, libcamera-apps that tell nothing",
    target: { platform: "vc4", program: {} },
    line: `${begin} --inline --flush ${common}`,
  },
  {
    name: "a Pi 5, present release",
    target: { platform: "pisp", program: { version: "1.12.0", hasLibav: true } },
    line: `${begin} --libav-format h264 --low-latency ${common}`,
  },
  {
    name: "a Pi 5 before low latency",
    target: { platform: "pisp", program: { version: "1.5.3", hasLibav: true } },
    line: `${begin} --libav-format h264 ${common}`,
  },
  {
    name: "a Pi 5, release that does not tell what it was built with",
    target: { platform: "pisp", program: { version: "1.5.2" } },
    line: `${begin} --libav-format h264 ${common}`,
  },
  {
    name: "a Pi 5, build that does not tell its release",
    target: { platform: "pisp", program: {} },
    line: `${begin} --libav-format h264 --low-latency ${common}`,
  },
  {
    name: "a Pi 5, old build without libav: it would not know the options",
    target: { platform: "pisp", program: { version: "1.7.0", hasLibav: false } },
    line: `${begin} ${common}`,
  },
  {
    name: "a Pi 5, newer build without libav: it knows them and says what is missing",
    target: { platform: "pisp", program: { version: "1.8.1", hasLibav: false } },
    line: `${begin} --libav-format h264 --low-latency ${common}`,
  },
  {
    name: "an unknown machine, present release: everything that does no harm",
    target: { program: { version: "1.12.0", hasLibav: true } },
    line: `${begin} --inline --flush --libav-format h264 --low-latency ${common}`,
  },
  {
    name: "an unknown machine, release before low latency",
    target: { program: { version: "1.5.3", hasLibav: true } },
    line: `${begin} --inline --flush --libav-format h264 ${common}`,
  },
  {
    name: "an unknown machine and build: nothing that it might not know",
    target: { program: {} },
    line: `${begin} --inline --flush ${common}`,
  },
  {
    name: "an unknown machine after it asked for a format",
    target: { program: {}, lessons: { libavFormat: true } },
    line: `${begin} --inline --flush --libav-format h264 ${common}`,
  },
  {
    name: "a Pi 5 whose program did not know the options",
    target: {
      platform: "pisp",
      program: {},
      lessons: { libavFormat: false, lowLatency: false },
    },
    line: `${begin} ${common}`,
  },
];

for (const { name, target, line } of targets) {
  Deno.test(`arguments for ${name}`, () => {
    assertEquals(rpicamArguments(settings, target).join(" "), line);
  });
}

const pi4: RpicamTarget = { platform: "vc4", program: { version: "1.12.0", hasLibav: true } };
const pi5: RpicamTarget = { platform: "pisp", program: { version: "1.12.0", hasLibav: true } };

function difference(change: Partial<CameraSettings>, target = pi4): string[] {
  const plain = new Set(rpicamArguments(settings, target));
  return rpicamArguments({ ...settings, ...change }, target).filter((word) => !plain.has(word));
}

const options: { change: Partial<CameraSettings>; words: string[]; target?: RpicamTarget }[] = [
  { change: { camera: 1 }, words: ["--camera", "1"] },
  { change: { camera: 0 }, words: ["--camera"] }, // the 0 is that of --timeout, too
  { change: { sensorMode: "1536:864:10:P" }, words: ["--mode", "1536:864:10:P"] },
  { change: { rotation: 180 }, words: ["--rotation", "180"] },
  { change: { hflip: true, vflip: true }, words: ["--hflip", "--vflip"] },
  { change: { hflip: false, vflip: false }, words: [] },
  { change: { shutterUs: 8000 }, words: ["--shutter", "8000"] },
  { change: { gain: 1.5 }, words: ["--gain", "1.5"] },
  { change: { ev: -0.5 }, words: ["--ev=-0.5"] },
  { change: { awb: "daylight" }, words: ["--awb", "daylight"] },
  { change: { roi: "0.25,0.25,0.5,0.5" }, words: ["--roi", "0.25,0.25,0.5,0.5"] },
  { change: { denoise: "cdn_off" }, words: ["--denoise", "cdn_off"] },
  { change: { hdr: "single-exp" }, words: ["--hdr=single-exp"] },
  {
    change: { hdr: "auto" },
    words: ["--hdr"],
    target: { platform: "vc4", program: { version: "1.3.0" } },
  },
  { change: { hdr: "off" }, words: [], target: { platform: "vc4", program: { version: "1.3.0" } } },
  { change: { autofocusMode: "manual" }, words: ["--autofocus-mode", "manual"] },
  { change: { lensPosition: 2.5 }, words: ["--lens-position", "2.5"] },
  { change: { bitrateBps: 1_234_567.8 }, words: ["1234568"] },
  { change: { bitrateBps: 25e6 }, words: ["25000000"] },
  { change: { width: 1920, height: 1080, framerate: 30 }, words: ["1920", "1080"] },
  { change: { framerate: 60 }, words: ["60"] },
  { change: { width: 1920, height: 1080, framerate: 60 }, words: ["4.2", "1920", "1080", "60"] },
  { change: { framerate: 120 }, words: ["4.2", "120"] },
  { change: { width: 3840, height: 2160 }, words: ["4.2", "3840", "2160"] },
];

for (const { change, words, target } of options) {
  Deno.test(`${JSON.stringify(change)} becomes ${words.join(" ") || "nothing"}`, () => {
    assertEquals(difference(change, target), words);
  });
}

Deno.test("a Pi 5 is left to find a level above 4.2 by itself", () => {
  const words = rpicamArguments({ ...settings, width: 3840, height: 2160 }, pi5);
  assert(!words.includes("--level"));
});

Deno.test("a user's own arguments come last, and take the place of ours", () => {
  const info = ["--info-text", "frame %frame"];
  const cameraArgs = ["--denoise", "cdn_off", ...info, "--level=4.2", "-g", "15"];
  const words = rpicamArguments({ ...settings, denoise: "auto", cameraArgs }, pi4);
  assertEquals(
    words.slice(-6),
    [
      "--denoise",
      "cdn_off",
      "--info-text",
      "frame %frame",
      "--level=4.2",
      "-g",
      "15",
    ].slice(-6),
  );
  assertEquals(words.filter((word) => word.startsWith("--level")), ["--level=4.2"]);
  assertEquals(words.filter((word) => word === "--denoise").length, 1);
  assert(!words.includes("--intra"));
  assertEquals(words.indexOf("--output"), words.lastIndexOf("--output"));
});

Deno.test("--output is never given up: the program then says that it is there twice", () => {
  const words = rpicamArguments({ ...settings, cameraArgs: ["--output", "x.h264"] }, pi4);
  assertEquals(words.filter((word) => word === "--output").length, 2);
});

Deno.test("no word follows a flag that could be taken for its value", () => {
  const flags = ["--nopreview", "--inline", "--flush", "--low-latency", "--hflip", "--vflip"];
  for (const target of [pi4, pi5, { program: { version: "1.12.0" } }]) {
    const words = rpicamArguments(
      { ...settings, hflip: true, vflip: true, hdr: "auto", cameraArgs: ["stray"] },
      target,
    );
    for (const [index, word] of words.entries()) {
      if (flags.includes(word)) assert(words[index + 1]?.startsWith("--"), `${word} and a word`);
    }
  }
});

Deno.test("JPEG is asked for in the same way on every Pi, with its quality and no video's options", () => {
  for (const target of [pi4, pi5, { program: {} }]) {
    const words = rpicamArguments(
      { ...settings, codec: "mjpeg", quality: 65, hflip: true },
      target,
    );
    assertEquals(
      words.join(" "),
      "--timeout 0 --nopreview --codec mjpeg --flush --quality 65 --width 1280 --height 720 " +
        "--framerate 30 --hflip --output -",
    );
  }
  const own = { ...settings, codec: "mjpeg", cameraArgs: ["-q", "20"] } as const;
  assertEquals(rpicamArguments(own, pi4).includes("--quality"), false);
});

Deno.test("RAW frames are asked for in the same way on every Pi, without any encoder's options", () => {
  const raw = { ...settings, codec: "raw12", sensorMode: "1536:864:10:U", shutterUs: 500 } as const;
  const begin = "--timeout 0 --nopreview --flush --width 1280 --height 720 --framerate 30";
  const camera = "--mode 1536:864:10:U --shutter 500 --output -";
  for (const target of [pi4, pi5, { program: {} }]) {
    assertEquals(rpicamArguments(raw, target).join(" "), `${begin} ${camera}`);
    assertEquals(
      rpicamArguments(raw, { ...target, metadataPath: "/tmp/x/metadata" }).join(" "),
      `${begin} --metadata /tmp/x/metadata --metadata-format json ${camera}`,
    );
  }
});

Deno.test("who asks for the metadata himself has them, and picam has not", () => {
  const asks = (...cameraArgs: string[]) => asksForMetadata({ ...settings, cameraArgs });
  assertEquals([asks(), asks("--contrast", "2")], [false, false]);
  assertEquals([asks("--metadata", "/x"), asks("--metadata=/x")], [true, true]);
  assertEquals(asks("--metadata-format", "txt"), true);
});
