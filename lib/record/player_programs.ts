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
      ...["-f", demuxer(stream), "-i", "-"],
    ],
  },
  {
    name: "mpv",
    args: (stream, title) => [
      ...["--no-config", "--profile=low-latency", "--untimed", "--no-cache", "--no-terminal"],
      ...[`--title=${title}`, `--demuxer-lavf-format=${demuxer(stream)}`, "-"],
    ],
  },
  {
    name: "vlc",
    args: (stream, title) => [
      ...["--quiet", "--no-audio", "--play-and-exit", "--no-video-title-show"],
      ...["--file-caching", "100", "--video-title", title, "--demux", vlcDemuxer(stream)],
      ...[`--${vlcDemuxer(stream)}-fps`, hastyRate(stream), "-"],
    ],
  },
];

function hastyRate({ framerate = defaultFramerate }: StreamInfo): string {
  return String(Math.ceil(framerate * haste));
}

function demuxer({ codec }: StreamInfo): string {
  return codec === "mjpeg" ? "mjpeg" : "h264";
}

function vlcDemuxer({ codec }: StreamInfo): string {
  return codec === "mjpeg" ? "mjpeg" : "h264";
}
