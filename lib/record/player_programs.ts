import type { StreamInfo } from "../frame/mod.ts";

/** A player that shows what comes on its standard input. */
export interface PlayerProgram {
  /** What it is called on PATH. */
  readonly name: string;
  /** Its arguments, for low delay. `title` is for its window. */
  args(stream: StreamInfo, title: string): string[];
}

/**
 * Bare frames have no times: players count them out at a rate. At the camera's own they would fall
 * behind for good whenever their clock is a trifle slower, or frames come in a burst; at twice that
 * they show each frame when it comes.
 */
const haste = 2;

const defaultFramerate = 30;

/** The players that are looked for, the best for the purpose first. */
export const playerPrograms: readonly PlayerProgram[] = [
  {
    name: "ffplay",
    args: (stream, title) => [
      ...["-hide_banner", "-loglevel", "error", "-window_title", title],
      ...["-fflags", "nobuffer", "-flags", "low_delay", "-framedrop", "-probesize", "32"],
      ...["-an", "-sn", "-autoexit", "-framerate", hastyRate(stream)],
      ...(isRgb(stream) ? ["-pixel_format", "rgb24", "-video_size", sizeOf(stream)] : []),
      ...["-f", demuxer(stream), "-i", "-"],
    ],
  },
  {
    name: "mpv",
    args: (stream, title) => [
      ...["--no-config", "--profile=low-latency", "--untimed", "--no-cache", "--no-terminal"],
      `--title=${title}`,
      ...(isRgb(stream)
        ? [
          ...["--demuxer=rawvideo", "--demuxer-rawvideo-mp-format=rgb24"],
          ...[`--demuxer-rawvideo-w=${stream.width}`, `--demuxer-rawvideo-h=${stream.height}`],
        ]
        : [`--demuxer-lavf-format=${demuxer(stream)}`]),
      "-",
    ],
  },
  {
    name: "vlc",
    args: (stream, title) => [
      ...["--quiet", "--no-audio", "--play-and-exit", "--no-video-title-show"],
      ...["--file-caching", "100", "--video-title", title, "--demux", vlcDemuxer(stream)],
      ...[`--${vlcDemuxer(stream)}-fps`, hastyRate(stream)],
      ...(isRgb(stream)
        ? [
          ...["--rawvid-width", `${stream.width}`, "--rawvid-height", `${stream.height}`],
          ...["--rawvid-chroma", "RV24"],
        ]
        : []),
      "-",
    ],
  },
];

function hastyRate({ framerate = defaultFramerate }: StreamInfo): string {
  return String(Math.ceil(framerate * haste));
}

/** Of RAW frames, players get what was developed of them: three bytes a pixel. */
function isRgb({ codec }: StreamInfo): boolean {
  return codec === "raw12";
}

function sizeOf({ width, height }: StreamInfo): string {
  return `${width}x${height}`;
}

function demuxer({ codec }: StreamInfo): string {
  return codec === "raw12" ? "rawvideo" : codec;
}

function vlcDemuxer({ codec }: StreamInfo): string {
  return codec === "raw12" ? "rawvid" : codec;
}
