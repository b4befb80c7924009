import { codecWithoutEffect } from "./codec_conflicts.ts";
import { calls, type GivenValues } from "./given.ts";
import type { DoctorSettings } from "./settings.ts";
import { checkPorts } from "./port_conflicts.ts";
import { checkRaw, rawWithoutEffect } from "./raw_conflicts.ts";
import { settingRows } from "./settings_table.ts";
import { quote, UsageError } from "./usage_error.ts";

/** What picam itself tells the camera program, and what to use instead. */
const ownCameraArgs: Readonly<Record<string, string>> = {
  "--output": "picam reads the stream itself",
  "-o": "picam reads the stream itself",
  "--timeout": "use --duration",
  "-t": "use --duration",
  "--frames": "use --frames of picam",
  "--mode": "use --sensor-mode",
  "--analoggain": "use --gain",
  "-b": "use --bitrate",
  "-g": "use --intra",
  "-q": "use --quality",
  "--listen": "picam listens itself",
  "-l": "picam listens itself",
  "--keypress": "picam has no keys",
  "-k": "picam has no keys",
  "--signal": "picam sends the signals",
  "-s": "picam sends the signals",
  "--initial": "picam needs every frame",
  "-i": "picam needs every frame",
  "--split": "picam needs one stream",
  "--segment": "picam needs one stream",
  "--circular": "picam keeps the ring",
  "--codec": "use --codec of picam",
};

/**
 * Checks settings of a camera and its ports, which each are right, against one another.
 *
 * @param settings Those that serving has, and doctor with it.
 * @param given What was given, and where.
 * @returns What is given to no effect, in words.
 * @throws {UsageError} That names both sides of a conflict.
 */
export function checkTogether(settings: DoctorSettings, given: GivenValues): string[] {
  checkPorts(settings, given);
  checkRaw(settings);
  checkPattern(settings);
  checkRing(settings);
  checkFocus(settings);
  checkCameraArgs(settings);
  return [
    ...codecWithoutEffect(settings, given),
    ...rawWithoutEffect(settings, given),
    ...cameraSettingsWithoutCamera(settings, given),
  ];
}

function checkPattern({ source, codec, width, height, framerate }: DoctorSettings): void {
  if (source.kind !== "pattern") return;
  if (codec !== "raw12" && (width > 1920 || height > 1080)) {
    throw new UsageError(
      `--source pattern gives pictures up to 1920x1080, not ${width}x${height}: ` +
        `lower ${width > 1920 ? "--width" : "--height"}`,
    );
  }
  if (framerate > 60) {
    throw new UsageError(
      `--source pattern gives at most 60 frames/s: lower --framerate ${framerate}`,
    );
  }
}

function checkRing({ source, ring }: DoctorSettings): void {
  if (source.kind !== "ring" || ring.kind !== "file" || source.path !== ring.path) return;
  throw new UsageError(
    `--source and --ring are both ${
      quote(ring.path)
    }: a ring has one writer, choose another --ring`,
  );
}

function checkFocus({ autofocusMode, lensPosition }: DoctorSettings): void {
  if (lensPosition === undefined) return;
  if (autofocusMode !== "auto" && autofocusMode !== "continuous") return;
  throw new UsageError(
    `--lens-position ${lensPosition} fixes the focus, --autofocus-mode ${autofocusMode} moves it: ` +
      "give one of them",
  );
}

function checkCameraArgs({ cameraArgs }: DoctorSettings): void {
  const ours = settingRows.filter(({ group }) => group === "Picture" || group.startsWith("Camera"));
  for (const arg of cameraArgs) {
    const name = arg.split("=")[0] ?? "";
    const own = ours.find((setting) => name === `--${setting.name}`);
    const instead = ownCameraArgs[name] ?? (own && `use --${own.name} of picam`);
    if (instead) throw new UsageError(`--camera-args must not have ${quote(name)}: ${instead}`);
  }
}

function cameraSettingsWithoutCamera({ source }: DoctorSettings, given: GivenValues): string[] {
  if (source.kind === "rpicam") return [];
  const words = settingRows.filter(({ group }) => group.startsWith("Camera")).flatMap(
    ({ name }) => {
      const origin = given.get(name)?.origin;
      if (!origin) return [];
      if (origin.kind === "flag") {
        throw new UsageError(`--${name} needs --source rpicam, the source is ${source.kind}`);
      }
      return [calls(name, origin)];
    },
  );
  return words.length === 0
    ? []
    : [`${words.join(", ")} without effect: the source is ${source.kind}`];
}
