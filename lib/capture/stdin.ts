import { fstatSync } from "node:fs";
import { pipeReadBytes } from "./drain.ts";
import type { Fault } from "./fault.ts";
import { pictureWords } from "./camera_codec.ts";
import { openIntake, type StreamNames } from "./intake.ts";
import { Pacer } from "./pacer.ts";
import { play } from "./playback.ts";
import type { RunContext, RunEnd, Source } from "./source.ts";
import { unlessAborted } from "./unless_aborted.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";

/** For a recording that does not tell its rate. */
const usualFramerate = 30;

/** Where the bytes come from; tests hand in their own. */
export interface StdinParts {
  /** A stream of bytes. */
  readonly open: () => ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Whether it is a file rather than a pipe: it is then played at its rate. */
  readonly isFile: () => boolean;
  /** Time. */
  readonly timing: Timing;
}

const standardInput: StdinParts = {
  open: () => Deno.stdin.readable,
  isFile: () => fstatSync(0).isFile(),
  timing: systemTiming,
};

/**
 * H.264, JPEG images or RAW frames from standard input: frames pass as they come; a redirected file is played at its
 * rate. Its end is the source's end, for good. A run that is stopped loses nothing: a read that is under way then
 * belongs to the next run.
 */
export class StdinSource implements Source {
  readonly #stream: StreamNames;
  readonly #parts: StdinParts;
  #reader: ReadableStreamBYOBReader | undefined;
  #pending: Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> | undefined;
  #buffer = new Uint8Array(pipeReadBytes);

  /** Takes what the stream is called; its rate counts for a redirected file. */
  constructor(stream: StreamNames = {}, parts: StdinParts = standardInput) {
    this.#stream = stream;
    this.#parts = parts;
  }

  describe(): string {
    return "stdin";
  }

  async run(context: RunContext): Promise<RunEnd> {
    try {
      const hadFrames = this.#parts.isFile()
        ? await this.#play(context)
        : await this.#pass(context);
      if (context.signal.aborted) return { kind: "stopped" };
      return hadFrames
        ? { kind: "finished" }
        : { kind: "finished", fault: noPictures(this.#stream) };
    } catch (error) {
      const message = `Cannot read standard input: ${
        error instanceof Error ? error.message : error
      }`;
      const remedy = "see what is before the | of picam";
      return { kind: "finished", fault: { kind: "unreadable", message, remedy } };
    }
  }

  async #pass(context: RunContext): Promise<boolean> {
    const intake = openIntake(context, { stream: this.#stream });
    try {
      for (
        let bytes = await this.#read(context.signal);
        bytes !== undefined;
        bytes = await this.#read(context.signal)
      ) {
        context.onBytes(bytes.length);
        intake.push(bytes);
      }
      intake.end(context.signal.aborted ? "cut" : "clean");
    } finally {
      intake.end("cut");
    }
    return intake.hadFrames;
  }

  async #play(context: RunContext): Promise<boolean> {
    const frames = await play(context, {
      read: () => this.#read(context.signal),
      pacer: new Pacer(this.#stream.framerate ?? usualFramerate, this.#parts.timing),
      stream: this.#stream,
      discontinuity: context.discontinuity,
    });
    return frames > 0;
  }

  /** @returns the next bytes, a view until the next call; nothing at the end or when told to stop. */
  async #read(signal: AbortSignal): Promise<Uint8Array | undefined> {
    this.#reader ??= this.#parts.open().getReader({ mode: "byob" });
    this.#pending ??= this.#reader.read(this.#buffer);
    const result = await unlessAborted(this.#pending, signal);
    if (result === undefined) return undefined;
    this.#pending = undefined;
    const { value, done } = result;
    if (value !== undefined) this.#buffer = new Uint8Array(value.buffer);
    return done ? undefined : value;
  }
}

function noPictures({ codec = "h264" }: StreamNames): Fault {
  const { kind, picture, form, ffmpeg } = pictureWords[codec];
  return {
    kind,
    message: `Standard input has ended without ${codec === "h264" ? "an" : "a"} ${picture}`,
    remedy: `see what is before the | of picam: it must write ${form}, as in ${ffmpeg}`,
  };
}
