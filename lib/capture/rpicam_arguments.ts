import type { CameraProgram } from "./camera_program.ts";
import { type CameraSettings, usualQuality } from "./camera_settings.ts";
import type { Platform } from "./platform.ts";

/** What was learnt from messages of earlier runs; it overrules what version and platform suggest. */
export interface Lessons {
  /** Whether `--libav-format h264` is to be passed. */
  readonly libavFormat?: boolean;
  /** Whether `--low-latency` is to be passed. */
  readonly lowLatency?: boolean;
  /** Whether `--metadata` is to be passed. */
  readonly metadata?: boolean;
}

/** For which program and machine. */
export interface RpicamTarget {
  readonly program: Omit<CameraProgram, "path">;
  /** Absent where it could not be found out. */
  readonly platform?: Platform | undefined;
  readonly lessons?: Lessons;
  /** Where each RAW frame's metadata is to be written; nowhere if not given. */
  readonly metadataPath?: string | undefined;
}

/** Macroblocks a second, and in a frame. Spec: ITU-T H.264 (08/2021) table A-1. */
const levels = [
  { level: "4.1", perSecond: 245_760, perFrame: 8192 },
  { level: "4.2", perSecond: 522_240, perFrame: 8704 },
];

/** Options that a user's own argument must not take the place of: without them nothing works. */
const ours = new Set(["output"]);
const shortNames: Readonly<Record<string, string>> = {
  b: "bitrate",
  g: "intra",
  n: "nopreview",
  q: "quality",
  t: "timeout",
};

/**
 * The arguments for an endless stream to stdout. Spec: reference/rpicam-facts 3.1, 5.5.
 * @returns one word each. No flag stands before a word that is not an option: older parsers would
 *   take it for the flag's value.
 */
export function rpicamArguments(settings: CameraSettings, target: RpicamTarget): string[] {
  const extra = settings.cameraArgs ?? [];
  const given = namesIn(extra);
  const own = [
    ...pictureOptions(settings, target),
    ...cameraOptions(settings, target.program),
  ].filter((words) => !given.has(nameOf(words[0] ?? "") ?? ""));
  // Last of ours is an option with a value: nothing in `extra` can be taken for a flag's.
  return [...own.flat(), "--output", "-", ...extra];
}

function pictureOptions(settings: CameraSettings, target: RpicamTarget): string[][] {
  if (settings.codec === "raw12") return rawOptions(settings, target);
  if (settings.codec === "mjpeg") return imageOptions(settings);
  const isPisp = target.platform === "pisp";
  const level = levelFor(settings, target.platform);
  return [
    ["--timeout", "0"],
    ["--nopreview"],
    ["--codec", "h264"],
    ...(isPisp ? [] : [["--inline"], ["--flush"]]),
    ...libavOptions(target),
    ["--intra", integer(settings.intra)],
    ["--profile", "high"],
    ...(level === undefined ? [] : [["--level", level]]),
    ["--bitrate", integer(settings.bitrateBps)],
    ["--width", integer(settings.width)],
    ["--height", integer(settings.height)],
    ["--framerate", String(settings.framerate)],
  ];
}

/** JPEG is made by the same code on every Pi, and its output is held back in blocks without `--flush`. */
function imageOptions(settings: CameraSettings): string[][] {
  return [
    ["--timeout", "0"],
    ["--nopreview"],
    ["--codec", "mjpeg"],
    ["--flush"],
    ["--quality", integer(settings.quality ?? usualQuality)],
    ["--width", integer(settings.width)],
    ["--height", integer(settings.height)],
    ["--framerate", String(settings.framerate)],
  ];
}

/**
 * `rpicam-raw` takes the sensor's mode that is nearest to the size, and encodes nothing; like images, its frames
 * are held back in blocks without `--flush`. Spec: reference/rpicam-facts 3.3.
 */
function rawOptions(settings: CameraSettings, { metadataPath }: RpicamTarget): string[][] {
  return [
    ["--timeout", "0"],
    ["--nopreview"],
    ["--flush"],
    ["--width", integer(settings.width)],
    ["--height", integer(settings.height)],
    ["--framerate", String(settings.framerate)],
    ...(metadataPath === undefined
      ? []
      : [["--metadata", metadataPath], ["--metadata-format", "json"]]),
  ];
}

/**
 * On a Pi 5 both are needed; on others they do nothing, so where the platform is unknown they are passed
 * to a program that says that it knows them.
 */
function libavOptions({ program, platform, lessons }: RpicamTarget): string[][] {
  // From 1.8.1 on a build without libav knows the options, too.
  const knows = atLeast(program.version, [1, 8, 1]) === true || program.hasLibav;
  const wanted = platform === undefined ? knows === true : platform === "pisp" && knows !== false;
  const knowsLowLatency = atLeast(program.version, [1, 6, 0]) ?? platform === "pisp";
  const format = lessons?.libavFormat ?? wanted;
  const lowLatency = lessons?.lowLatency ?? (wanted && knowsLowLatency);
  return [
    ...(format ? [["--libav-format", "h264"]] : []),
    ...(lowLatency ? [["--low-latency"]] : []),
  ];
}

function cameraOptions(settings: CameraSettings, program: RpicamTarget["program"]): string[][] {
  const flag = (name: string, value: boolean | undefined) => value === true ? [[name]] : [];
  const option = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [[name, String(value)]];
  return [
    ...option("--camera", settings.camera),
    ...option("--mode", settings.sensorMode),
    ...option("--rotation", settings.rotation),
    ...flag("--hflip", settings.hflip),
    ...flag("--vflip", settings.vflip),
    ...option("--shutter", settings.shutterUs),
    ...option("--gain", settings.gain),
    ...(settings.ev === undefined ? [] : [[`--ev=${settings.ev}`]]), // it may be negative
    ...option("--awb", settings.awb),
    ...option("--roi", settings.roi),
    ...option("--denoise", settings.denoise),
    ...hdrOption(settings.hdr, program.version),
    ...option("--autofocus-mode", settings.autofocusMode),
    ...option("--lens-position", settings.lensPosition),
  ];
}

/** Before 1.4.0 it was a plain flag. */
function hdrOption(hdr: string | undefined, version: string | undefined): string[][] {
  if (hdr === undefined) return [];
  if (atLeast(version, [1, 4, 0]) ?? true) return [[`--hdr=${hdr}`]];
  return hdr === "off" ? [] : [["--hdr"]];
}

/**
 * The lowest level that holds the size and rate. A Pi up to 4 knows none above 4.2; libx264 on a Pi 5 does, and
 * finds the right one by itself.
 */
function levelFor(settings: CameraSettings, platform: Platform | undefined): string | undefined {
  const perFrame = Math.ceil(settings.width / 16) * Math.ceil(settings.height / 16);
  const perSecond = perFrame * settings.framerate;
  const fit = levels.find((one) => perFrame <= one.perFrame && perSecond <= one.perSecond);
  return fit?.level ?? (platform === "pisp" ? undefined : "4.2");
}

/** Whether somebody else than picam is to have the metadata: the program writes them to one place. */
export function asksForMetadata({ cameraArgs = [] }: CameraSettings): boolean {
  const given = namesIn(cameraArgs);
  return given.has("metadata") || given.has("metadata-format");
}

/** A plain integer: the suffixes that the program understands are not what they seem. */
function integer(value: number): string {
  return Math.round(value).toFixed(0);
}

/** The long names of the options that the user's own arguments have. */
function namesIn(words: readonly string[]): Set<string> {
  const names = words.map(nameOf).filter((name) => name !== undefined && !ours.has(name));
  return new Set(names as string[]);
}

function nameOf(word: string): string | undefined {
  const long = /^--([a-z0-9-]+)/.exec(word)?.[1];
  return long ?? shortNames[/^-([a-z])/.exec(word)?.[1] ?? ""];
}

/** Compares releases. @returns nothing where the version is not known. */
function atLeast(version: string | undefined, wanted: readonly number[]): boolean | undefined {
  if (version === undefined) return undefined;
  const parts = version.split(".").map(Number);
  for (const [index, least] of wanted.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
