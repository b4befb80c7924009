import { type BayerOrder, openRawPattern, type RawPatternName } from "../bayer/mod.ts";
import type { StreamInfo } from "../frame/mod.ts";
import { PatternEncoder, type PatternPicture, PatternScene } from "../h264/mod.ts";
import { CellJpegEncoder } from "../mjpeg/mod.ts";
import { type PictureSettings, usualQuality } from "./camera_settings.ts";

/** What the pattern camera is asked for; see `PatternOptions` for ranges. */
export interface PatternSettings extends PictureSettings {
  /** What people call the stream. */
  readonly name?: string | undefined;
  /** Order of the colours of RAW frames; RGGB if not given. */
  readonly bayer?: BayerOrder | undefined;
  /** What RAW frames show; the chart if not given. */
  readonly pattern?: RawPatternName | undefined;
}

/** Makes the pattern camera's pictures. */
export interface PatternPictures {
  /** What is known of the stream before its first picture, besides its number and name. */
  readonly stream: Omit<StreamInfo, "id" | "name">;
  /** Makes the next one; its bytes may be changed by the one after. @param unixMs What its clock shows. */
  encode(unixMs: number): PatternPicture;
}

/**
 * The encoder of the pattern camera for a codec.
 * @throws {RangeError} when it cannot do that size, rate, bit rate or quality.
 */
export function openPatternEncoder(settings: PatternSettings): PatternPictures {
  const { codec = "h264", width, height, framerate } = settings;
  if (codec === "mjpeg") return openJpegEncoder(settings);
  if (codec === "raw12") return openRawFrames(settings);
  const encoder = new PatternEncoder(settings);
  const { codecString } = encoder;
  const bitrate = settings.bitrateBps;
  return {
    stream: { codec, codecString, width, height, framerate, bitrate },
    encode: (unixMs) => encoder.encode(unixMs),
  };
}

function openJpegEncoder(settings: PictureSettings): PatternPictures {
  const { width, height, framerate, quality = usualQuality } = settings;
  const size = { width, height };
  const caption = `${width}x${height}  ${Math.round(framerate * 100) / 100} fps`;
  const captions = [`${caption}  quality ${quality}`, caption, `${width}x${height}`];
  const encoder = new CellJpegEncoder({ ...size, quality });
  const scene = new PatternScene({ ...size, framerate, captions });
  let frameNumber = 0;
  return {
    stream: { codec: "mjpeg", ...size, framerate },
    encode: (unixMs) => {
      const bytes = encoder.encode(scene.paint({ unixMs, frameNumber }));
      return { bytes, key: true, frameNumber: frameNumber++ };
    },
  };
}

function openRawFrames(settings: PatternSettings): PatternPictures {
  const { width, height, framerate, bayer = "RGGB", pattern = "chart" } = settings;
  const camera = openRawPattern({ width, height, framerate, bayer, pattern });
  let frameNumber = 0;
  return {
    stream: { codec: "raw12", width, height, framerate, bayer, bitDepth: 12 },
    encode: (unixMs) => {
      const bytes = camera.paint({ unixMs, frameNumber });
      return { bytes, key: true, frameNumber: frameNumber++ };
    },
  };
}
