import { parseRawFormat } from "../bayer/mod.ts";
import {
  DeviceSource,
  FileSource,
  type PatternSettings,
  PatternSource,
  type RawStream,
  RpicamSource,
  type Source,
  StdinSource,
  V4l2Source,
} from "../capture/mod.ts";
import { type DoctorSettings, type ServeSettings, UsageError } from "../config/mod.ts";

/**
 * Where the settings say that pictures come from; nothing where another picam's ring is served.
 * @throws {UsageError} when that source cannot do what the settings ask of it.
 */
export function sourceOf(
  settings: DoctorSettings & Partial<Pick<ServeSettings, "name">>,
): Source | undefined {
  const { source, name, codec, width, height, framerate } = settings;
  const picture = {
    name,
    codec,
    quality: settings.quality,
    width,
    height,
    framerate,
    bitrateBps: settings.bitrateBps,
    intra: settings.intraFrames,
  };
  const raw = rawOf(settings);
  switch (source.kind) {
    case "rpicam":
      return new RpicamSource({ ...settings, ...picture });
    case "pattern":
      return patternSource({
        ...picture,
        bayer: raw.format.bayer,
        pattern: source.pattern ?? "chart",
      });
    case "device":
      return new DeviceSource({ ...raw, name, framerate, path: source.path });
    case "file":
      return new FileSource({ ...picture, raw, path: source.path, loop: true });
    case "stdin":
      return new StdinSource({ ...picture, raw });
    case "v4l2":
      if (codec === "raw12") throw new TypeError("--codec raw12 was not checked");
      return new V4l2Source({ ...picture, codec, device: source.device });
    case "ring":
      return undefined;
  }
}

/** What RAW frames are like where a source has no words for it. */
function rawOf(settings: DoctorSettings): RawStream {
  const { rawFormat, rawStrideBytes: strideBytes, metadataPath, width, height } = settings;
  const format = parseRawFormat(rawFormat);
  if (format === undefined) throw new TypeError(`--raw-format ${rawFormat} was not checked`);
  return { format, width, height, strideBytes, metadataPath };
}

/** The pattern camera's names of what it is asked for, and the flags that ask for it. */
const flags: Readonly<Record<string, string>> = {
  bitrateBps: "--bitrate",
  framerate: "--framerate",
  height: "--height",
  intra: "--intra",
  width: "--width",
};

function patternSource(picture: PatternSettings): Source {
  try {
    return new PatternSource(picture);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [name = ""] = /^\w+/.exec(error.message) ?? [];
    const message = error.message.replace(name, flags[name] ?? name);
    const remedy = name === "bitrateBps"
      ? ": raise it, or lower --width, --height or --framerate"
      : "";
    throw new UsageError(`--source pattern: ${message}${remedy}`);
  }
}
