/** Frames of a recorded stream, for tests of what takes frames. @module */
import { assert } from "@std/assert";
import type { Frame, FrameSink, StreamInfo } from "../../lib/frame/mod.ts";
import { AccessUnitAssembler } from "../../lib/h264/mod.ts";
import { joinBytes } from "./nal_units.ts";

const startUs = 1_763_734_500_000_000;

/** Cuts a stream into frames of 1/25 s. */
export function framesOf(bytes: Uint8Array<ArrayBuffer>): { frames: Frame[]; stream: StreamInfo } {
  const frames: Frame[] = [];
  let parts: Uint8Array[] = [];
  let described: StreamInfo | undefined;
  const sink: FrameSink = {
    append: (part) => void parts.push(part.slice()),
    commit({ flags, stream }) {
      const sequence = frames.length;
      const captureUs = startUs + sequence * 40_000;
      frames.push({ sequence, captureUs, flags, streamId: 1, payload: joinBytes(parts) });
      described ??= stream;
      parts = [];
    },
    abandon: () => parts = [],
  };
  const assembler = new AccessUnitAssembler({ sink, nowUs: () => 0, unitEnd: "next-start" });
  assembler.push(bytes);
  assembler.end("clean");
  assert(described);
  return { frames, stream: { ...described, framerate: 25 } };
}
