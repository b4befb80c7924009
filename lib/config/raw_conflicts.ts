import { minStride, parseRawFormat } from "../bayer/mod.ts";
import { calls, type GivenValues } from "./given.ts";
import { formatQuantity, sizeUnits } from "./quantity.ts";
import type { ServeSettings } from "./serve_settings.ts";
import { quote, UsageError } from "./usage_error.ts";

/** What decides about RAW frames. */
type RawSettings = Pick<
  ServeSettings,
  | "source"
  | "codec"
  | "sensorMode"
  | "width"
  | "height"
  | "rawFormat"
  | "rawStrideBytes"
  | "ringSizeBytes"
>;

/** What a record has besides its picture, and what the ring's file has besides records: 4 KiB each. */
const extraBytes = 4096;

/**
 * Checks that a source and `--codec raw12` are for each other, and that a RAW frame fits where it is to go.
 *
 * @throws {UsageError} That names what does not fit, and what would.
 */
export function checkRaw(settings: RawSettings): void {
  checkSource(settings);
  if (settings.codec !== "raw12" || settings.source.kind === "ring") return;
  checkStride(settings);
  checkRoom(settings);
}

/**
 * Finds settings of RAW frames that nobody asks for.
 *
 * @returns What is given to no effect, in words.
 */
export function rawWithoutEffect({ source, codec }: RawSettings, given: GivenValues): string[] {
  if (codec !== "raw12") return []; // told with the codec's other settings
  const tellsItself = source.kind === "rpicam" ? ["raw-format", "raw-stride", "metadata"] : [];
  const isMade = source.kind === "pattern" ? ["raw-stride", "metadata"] : [];
  const words = [...tellsItself, ...isMade].flatMap((name) => {
    const origin = given.get(name)?.origin;
    return origin === undefined ? [] : [calls(name, origin)];
  });
  if (words.length === 0) return [];
  const why = source.kind === "rpicam"
    ? "the camera program tells them by itself"
    : "the source is pattern";
  return [`${words.join(", ")} without effect: ${why}`];
}

function checkSource({ source, codec }: RawSettings): void {
  const isRaw = codec === "raw12";
  if (source.kind === "device" && !isRaw) {
    throw new UsageError(
      `--source device: delivers RAW frames, and the codec is ${codec}: add --codec raw12`,
    );
  }
  if (source.kind === "pattern" && source.pattern !== undefined && !isRaw) {
    throw new UsageError(
      `--source pattern:${source.pattern} is a RAW picture, and the codec is ${codec}: ` +
        "add --codec raw12",
    );
  }
  if (source.kind === "v4l2" && isRaw) {
    throw new UsageError(
      "--source v4l2: gives no RAW frames: use --source device:PATH for a driver whose device " +
        "delivers them as they are, or another --codec",
    );
  }
}

function checkStride({ source, rawFormat, rawStrideBytes, width }: RawSettings): void {
  const format = parseRawFormat(rawFormat);
  const given = source.kind === "device" || source.kind === "file" || source.kind === "stdin";
  if (format === undefined || rawStrideBytes === undefined || !given) return;
  const leastBytes = minStride(format, width);
  if (rawStrideBytes >= leastBytes) return;
  throw new UsageError(
    `--raw-stride ${rawStrideBytes} is too short: a row of --width ${width} as --raw-format ` +
      `${quote(rawFormat)} has ${leastBytes} bytes`,
  );
}

/** A frame that the ring refuses would be told only when it comes. */
function checkRoom(settings: RawSettings): void {
  const { words, width, height } = frameSize(settings);
  const { ringSizeBytes } = settings;
  const frameBytes = width * height * 2;
  const neededBytes = 4 * (frameBytes + extraBytes) + extraBytes;
  if (ringSizeBytes >= neededBytes) return;
  const has = formatQuantity(ringSizeBytes, sizeUnits);
  throw new UsageError(
    `${words} makes RAW frames of ${megabytes(frameBytes)} MB, and ` +
      `--ring-size ${has} takes frames up to a quarter of it: use --ring-size ` +
      `${Math.ceil(neededBytes / 2 ** 20)}M or more`,
  );
}

/** What decides about it: a camera's frames have the size of the sensor's mode. */
function frameSize(
  { source, sensorMode, width, height }: RawSettings,
): { words: string; width: number; height: number } {
  const mode = source.kind === "rpicam" ? sensorMode : undefined;
  if (mode === undefined) return { words: `--width ${width} --height ${height}`, width, height };
  const [modeWidth = 0, modeHeight = 0] = mode.split(":").map(Number);
  return { words: `--sensor-mode ${mode}`, width: modeWidth, height: modeHeight };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
