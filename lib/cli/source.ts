import {
  FileSource,
  type PatternSettings,
  PatternSource,
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
  const { source, name } = settings;
  const picture = {
    name,
    codec: settings.codec,
    quality: settings.quality,
    width: settings.width,
    height: settings.height,
    framerate: settings.framerate,
    bitrateBps: settings.bitrateBps,
    intra: settings.intraFrames,
  };
  switch (source.kind) {
    case "rpicam":
      return new RpicamSource({ ...settings, ...picture });
    case "pattern":
      return patternSource(picture);
    case "file":
      return new FileSource({ ...picture, path: source.path, loop: true });
    case "stdin":
      return new StdinSource(picture);
    case "v4l2":
      return new V4l2Source({ ...picture, device: source.device });
    case "ring":
      return undefined;
  }
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
