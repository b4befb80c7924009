import type { StreamInfo } from "../frame/mod.ts";
import { codecString } from "./codec_string.ts";
import type { Sps } from "./sps.ts";

/** What a stream is called and what its source was asked for; the parameter sets tell the rest. */
export interface StreamSettings {
  /** Number of the stream in its session; 1 is the first. */
  readonly streamId?: number | undefined;
  /** What people call it. */
  readonly name?: string | undefined;
  /** Frames per second that the source was asked for: used where the stream does not tell. */
  readonly framerate?: number | undefined;
  /** Bit rate that the source was asked for, bit/s. */
  readonly bitrate?: number | undefined;
}

/**
 * No camera is faster. libx264, when it is handed a clock instead of a rate (rpicam-vid on a Pi 5 does
 * so), writes the clock's rate of 1,000,000 here.
 */
const MAX_FRAMERATE = 1000;

/**
 * Describes the stream that a sequence parameter set begins.
 *
 * @param sps The set that the key frame refers to.
 * @param settings Name and what the source was asked for.
 */
export function describeStream(sps: Sps, settings: StreamSettings = {}): StreamInfo {
  const told = sps.vui?.framerate;
  const framerate = told !== undefined && told <= MAX_FRAMERATE ? told : settings.framerate;
  return {
    id: settings.streamId ?? 1,
    name: settings.name ?? "camera",
    codec: "h264",
    codecString: codecString(sps),
    width: sps.width,
    height: sps.height,
    ...(framerate === undefined ? {} : { framerate }),
    ...(settings.bitrate === undefined ? {} : { bitrate: settings.bitrate }),
  };
}

/** Tells whether two descriptions differ in what a decoder or a file's header must know. */
export function sameStream(a: StreamInfo, b: StreamInfo): boolean {
  return a.codecString === b.codecString && a.width === b.width && a.height === b.height &&
    a.framerate === b.framerate;
}
