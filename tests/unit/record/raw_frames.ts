/** RAW frames for tests of what becomes of them. @module */
import { type Frame, FrameFlag, type StreamInfo } from "../../../lib/frame/mod.ts";

/** The stream that {@linkcode rawFrame}s are of. */
export const rawStream: StreamInfo = {
  ...{ id: 1, name: "camera", codec: "raw12", width: 32, height: 16, framerate: 25 },
  ...{ bayer: "RGGB", bitDepth: 12 },
};

/** A frame of one value everywhere. */
export function rawFrame(sequence: number, value = sequence): Frame {
  const { width = 0, height = 0 } = rawStream;
  const payload = new Uint8Array(new Uint16Array(width * height).fill(value).buffer);
  const captureUs = 1e9 + sequence * 40_000;
  return { sequence, captureUs, flags: FrameFlag.key, streamId: 1, payload };
}

/** So many frames, from 0 on. */
export function rawFrames(count: number): Frame[] {
  return Array.from({ length: count }, (_, sequence) => rawFrame(sequence));
}
