import {
  type FrameEnd,
  FrameFlag,
  type FrameSink,
  type StreamInfo,
} from "../../../lib/frame/mod.ts";
import { concat } from "./streams.ts";

/** One frame as a sink got it. */
export interface Recorded {
  readonly bytes: Uint8Array;
  readonly flags: string;
  readonly captureUs: number;
  readonly stream?: StreamInfo;
}

/** A sink that keeps what it gets, and copies at once as the contract says. */
export class RecordingSink implements FrameSink {
  /** Frames committed. */
  readonly frames: Recorded[] = [];
  /** Bytes of frames abandoned. */
  readonly abandoned: Uint8Array[] = [];
  /** How many bytes it has got, in all. */
  bytesTaken = 0;
  #open: Uint8Array[] = [];

  /** Bytes of the open frame. */
  get open(): Uint8Array {
    return concat(...this.#open);
  }

  append(bytes: Uint8Array): void {
    this.bytesTaken += bytes.length;
    this.#open.push(bytes.slice());
  }

  commit(end: FrameEnd): void {
    this.frames.push({
      bytes: this.open,
      flags: flagNames(end.flags),
      captureUs: end.captureUs,
      ...(end.stream ? { stream: end.stream } : {}),
    });
    this.#open = [];
  }

  abandon(): void {
    this.abandoned.push(this.open);
    this.#open = [];
  }
}

function flagNames(flags: number): string {
  const names = Object.entries(FrameFlag).filter(([, bit]) => flags & bit).map(([name]) => name);
  return names.join(" ");
}
