import type { VideoCodec } from "./camera_codec.ts";
import { type PictureSettings, usualQuality } from "./camera_settings.ts";
import type { V4l2Format } from "./v4l2_formats.ts";

/** The programs that can read a video device: paths of those that are there. */
export interface V4l2Programs {
  /** Reads any, and encodes. */
  readonly ffmpeg?: string | undefined;
  /** Reads one that delivers what is wanted. */
  readonly v4l2Ctl?: string | undefined;
}

/** A program and its arguments. */
export interface V4l2Command {
  /** Its path. */
  readonly program: string;
  /** Its arguments. */
  readonly args: readonly string[];
}

/** What is asked of the device. */
type VideoSettings = PictureSettings & { readonly codec?: VideoCodec | undefined };

/**
 * Chooses how to get the codec out of a device: as it is, where the device delivers that; else encoded.
 * For H.264, JPEG is asked for before bare pictures: over USB 2 those come to about ten a second at 1280 × 720.
 * @returns nothing where no program that is there can do it.
 */
export function v4l2Command(
  device: string,
  parts: {
    settings: VideoSettings;
    formats: ReadonlySet<V4l2Format>;
    programs: V4l2Programs;
  },
): V4l2Command | undefined {
  const { settings, formats, programs } = parts;
  const { codec = "h264" } = settings;
  const { ffmpeg, v4l2Ctl } = programs;
  if (ffmpeg !== undefined) {
    return { program: ffmpeg, args: ffmpegArguments(device, { settings, formats }) };
  }
  if (!formats.has(codec) || v4l2Ctl === undefined) return undefined;
  // Unbuffered: else the tail of each picture would wait in its stdio for the next one.
  return { program: "stdbuf", args: ["-o0", v4l2Ctl, ...v4l2CtlArguments(device, settings)] };
}

function ffmpegArguments(
  device: string,
  parts: { settings: VideoSettings; formats: ReadonlySet<V4l2Format> },
): string[] {
  const { settings, formats } = parts;
  const { width, height, framerate, codec = "h264" } = settings;
  const format = formats.has(codec) ? codec : formats.has("mjpeg") ? "mjpeg" : undefined;
  const encoder = codec === "h264" ? encoderArguments(settings) : imageArguments(settings);
  return [
    ...["-hide_banner", "-nostdin", "-loglevel", "warning"],
    ...["-fflags", "nobuffer", "-flags", "low_delay"],
    ...["-f", "v4l2", ...(format === undefined ? [] : ["-input_format", format])],
    ...["-video_size", `${width}x${height}`, "-framerate", String(framerate)],
    ...["-i", device, "-an"],
    ...(format === codec ? ["-c:v", "copy"] : encoder),
    ...["-f", codec, "-flush_packets", "1", "pipe:1"],
  ];
}

function encoderArguments({ bitrateBps, intra }: PictureSettings): string[] {
  const bitrate = String(Math.round(bitrateBps));
  return [
    ...["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"],
    ...["-pix_fmt", "yuv420p", "-bf", "0", "-g", String(intra)],
    ...["-b:v", bitrate, "-maxrate", bitrate, "-bufsize", bitrate],
  ];
}

/**
 * JPEG by ffmpeg, whose scale goes from 2 (best) to 31 and means eighths of its quantiser table, while
 * quality 50 means the whole of libjpeg's: the steps come out about as large.
 */
function imageArguments({ quality = usualQuality }: PictureSettings): string[] {
  const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  const scale = Math.min(31, Math.max(2, Math.round(percent / 12.5)));
  return ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-q:v", String(scale)];
}

function v4l2CtlArguments(device: string, settings: PictureSettings): string[] {
  const { width, height, framerate, codec } = settings;
  const pixelFormat = codec === "mjpeg" ? "MJPG" : "H264";
  return [
    `--device=${device}`,
    `--set-fmt-video=width=${width},height=${height},pixelformat=${pixelFormat}`,
    `--set-parm=${framerate}`,
    "--stream-mmap",
    "--stream-to=-",
  ];
}
