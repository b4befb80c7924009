import type { Frame, StreamInfo } from "../frame/mod.ts";
import type { Darkroom } from "./darkroom.ts";
import { DevelopedOutput } from "./developed_output.ts";
import type { FrameOutput } from "./output.ts";

/** How RAW frames are developed for an output. */
export interface Development {
  /** Where; shared by all outputs of a camera, and the caller's to dispose of when they are closed. */
  readonly darkroom: Darkroom;
  /** How PNG files are packed. */
  readonly compression: "stored" | "fast";
  /** Whether frames are left out rather than waited for while too many are being developed. */
  readonly skips: boolean;
}

/** Develops RAW frames for an output: into PNG files, or into bytes of red, green and blue. */
export function developInto(
  inner: FrameOutput,
  { develop, onNote, isPng = false }: {
    readonly develop: Development;
    readonly onNote: (words: string) => void;
    readonly isPng?: boolean;
  },
): FrameOutput {
  const { darkroom, compression, skips } = develop;
  const make = isPng
    ? (frame: Frame, stream: StreamInfo) => darkroom.png(frame, { stream, compression })
    : (frame: Frame, stream: StreamInfo) => darkroom.rgb(frame, stream);
  return new DevelopedOutput({ inner, make, skips, onNote });
}
