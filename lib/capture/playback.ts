import type { FrameEnd, FrameSink } from "../frame/mod.ts";
import { openIntake, type StreamNames } from "./intake.ts";
import type { Pacer } from "./pacer.ts";
import type { RunContext } from "./source.ts";

/** Keeps whole frames until their time has come: those of one block of the file, no more. */
class FrameQueue implements FrameSink {
  readonly #frames: { bytes: Uint8Array; end: FrameEnd }[] = [];
  #open: Uint8Array[] = [];

  append(bytes: Uint8Array): void {
    this.#open.push(bytes.slice());
  }

  commit(end: FrameEnd): void {
    if (this.#open.length === 0) return;
    this.#frames.push({ bytes: join(this.#open), end });
    this.#open = [];
  }

  abandon(): void {
    this.#open = [];
  }

  take(): { bytes: Uint8Array; end: FrameEnd } | undefined {
    return this.#frames.shift();
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What to play, and how. */
export interface Playback {
  /** The next block, in order; nothing at the end. A view, used before the next call. */
  readonly read: () => Promise<Uint8Array | undefined>;
  /** When frames are due. */
  readonly pacer: Pacer;
  /** What the stream is called. */
  readonly stream: StreamNames;
  /** Whether the first frame says DISCONTINUITY. */
  readonly discontinuity: boolean;
}

/**
 * Plays a recorded stream once, frame by frame as they are due.
 * @returns how many frames it had; fewer when the run's signal ended it.
 */
export async function play(context: RunContext, playback: Playback): Promise<number> {
  const { read, pacer, stream, discontinuity } = playback;
  const queue = new FrameQueue();
  const intake = openIntake(context, {
    stream,
    options: { sink: queue, unitEnd: "next-start", discontinuity },
  });
  let frames = 0;
  const playQueued = async (): Promise<boolean> => {
    for (let frame = queue.take(); frame !== undefined; frame = queue.take()) {
      if (!(await pacer.next(context.signal))) return false;
      context.sink.append(frame.bytes);
      context.sink.commit({ ...frame.end, captureUs: context.nowUs() });
      frames++;
    }
    return true;
  };
  for (let block = await read(); block !== undefined; block = await read()) {
    context.onBytes(block.length);
    intake.push(block);
    if (!(await playQueued())) return frames;
  }
  intake.end("clean");
  await playQueued();
  return frames;
}
