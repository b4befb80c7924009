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

/**
 * Makes a frame larger with a message that decoders pass over: unregistered user data.
 * Spec: ITU-T H.264 (08/2021) 7.3.2.3.1, D.1.7.
 *
 * @param sizeBytes How large it is to be; it may become a few bytes larger.
 */
export function padFrame(frame: Frame, sizeBytes: number): Frame {
  const dataBytes = sizeBytes - frame.payload.length;
  if (dataBytes < 32) return frame;
  const size = [...Array<number>(Math.floor(dataBytes / 255)).fill(255), dataBytes % 255];
  const head = [0, 0, 0, 1, 6, 5, ...size];
  const payload = new Uint8Array(head.length + dataBytes + 1 + frame.payload.length).fill(0xa5);
  payload.set(head);
  payload[head.length + dataBytes] = 0x80;
  payload.set(frame.payload, head.length + dataBytes + 1);
  return { ...frame, payload };
}
