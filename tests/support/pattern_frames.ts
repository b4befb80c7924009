/** Frames of the pattern camera with its stream's description, for tests of what takes frames. @module */
import { type Frame, FrameFlag, type StreamInfo } from "../../lib/frame/mod.ts";
import { PatternEncoder } from "../../lib/h264/mod.ts";

/** What {@linkcode patternFrames} is asked for. */
export interface PatternFramesOptions {
  readonly count: number;
  readonly width?: number;
  readonly height?: number;
  readonly framerate?: number;
  /** Frames from one key frame to the next. */
  readonly intra?: number;
  /** Capture time of the first frame: Unix time, microseconds. */
  readonly startUs?: number;
}

/** A quarter past two on a November afternoon, UTC. */
export const defaultStartUs = 1_763_734_500_000_000;

/** Encodes frames; the stamp in each picture has its sequence number. */
export function patternFrames(options: PatternFramesOptions): {
  frames: Frame[];
  stream: StreamInfo;
} {
  const { count, width = 320, height = 180, framerate = 30, intra = 10 } = options;
  const { startUs = defaultStartUs } = options;
  const encoder = new PatternEncoder({ width, height, framerate, intra, bitrateBps: 1_000_000 });
  const frames = Array.from({ length: count }, (_, sequence): Frame => {
    const captureUs = startUs + Math.round(sequence * 1e6 / framerate);
    const { bytes, key } = encoder.encode(captureUs / 1000);
    const flags = key ? FrameFlag.key : 0;
    return { sequence, captureUs, flags, streamId: 1, payload: bytes };
  });
  const stream: StreamInfo = {
    id: 1,
    name: "camera",
    codec: "h264",
    codecString: encoder.codecString,
    ...{ width, height, framerate },
  };
  return { frames, stream };
}
