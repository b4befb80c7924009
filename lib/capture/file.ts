import { spawnProgram } from "./child.ts";
import type { Fault } from "./fault.ts";
import { pictureWords } from "./camera_codec.ts";
import type { StreamNames } from "./intake.ts";
import { Pacer } from "./pacer.ts";
import { play } from "./playback.ts";
import { streamProgram, toRunEnd } from "./program_run.ts";
import type { RunContext, RunEnd, Source } from "./source.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";

const blockBytes = 64 * 1024;
/** For a recording that does not tell its rate. */
const usualFramerate = 30;

/** What to play. */
export interface FileSettings extends StreamNames {
  /** A file with H.264 in Annex B form, JPEG images or RAW frames, or a FIFO into which some program writes that. */
  readonly path: string;
  /** Whether a file begins anew at its end; a FIFO always waits for its next writer. */
  readonly loop: boolean;
}

/** H.264, JPEG images or RAW frames from a file, at its rate, over and over; or from a FIFO, as it comes. */
export class FileSource implements Source {
  readonly #settings: FileSettings;
  readonly #timing: Timing;

  /** Takes what to play; whether it can be read is found out at each run. */
  constructor(settings: FileSettings, timing: Timing = systemTiming) {
    this.#settings = settings;
    this.#timing = timing;
  }

  describe(): string {
    return `file:${this.#settings.path}`;
  }

  async run(context: RunContext): Promise<RunEnd> {
    const { path } = this.#settings;
    try {
      const { isFile, isFifo } = await Deno.stat(path);
      if (isFifo) return await this.#runFifo(context);
      if (!isFile) return failed(notAFile(path));
      return await this.#runFile(context);
    } catch (error) {
      return failed(unreadable(path, error));
    }
  }

  async #runFile(context: RunContext): Promise<RunEnd> {
    const { path, loop, framerate = usualFramerate } = this.#settings;
    const pacer = new Pacer(framerate, this.#timing);
    let told: Fault | undefined;
    // Each pass finds the same faults.
    const onFault = (fault: Fault): void => {
      if (fault.message !== told?.message) context.onFault(told = fault);
    };
    using file = await Deno.open(path);
    for (let pass = 0; !context.signal.aborted; pass++) {
      await file.seek(0, Deno.SeekMode.Start);
      const frames = await play({ ...context, onFault }, {
        read: blocksOf(file),
        pacer,
        stream: this.#settings,
        discontinuity: context.discontinuity || pass > 0,
      });
      if (context.signal.aborted) break;
      if (frames === 0) return failed(told ?? noPictures(this.#settings));
      if (!loop) return { kind: "finished" };
    }
    return { kind: "stopped" };
  }

  /**
   * Through `cat`: a read of a FIFO cannot be given up, and an open waits for the writer in one of Deno's few
   * blocking threads; a program that does both can be ended. At the end of one writer the next is waited for.
   */
  async #runFifo(context: RunContext): Promise<RunEnd> {
    const { path } = this.#settings;
    const end = await streamProgram(context, {
      program: "cat",
      args: ["--", path],
      stream: this.#settings,
      spawn: spawnProgram,
      timing: this.#timing,
    });
    if (end.code === 0 && !context.signal.aborted) {
      return { kind: "again", why: "its writer has closed it; waiting for the next" };
    }
    return toRunEnd(end, { name: `Reading ${path}`, signal: context.signal });
  }
}

function blocksOf(file: Deno.FsFile): () => Promise<Uint8Array | undefined> {
  const buffer = new Uint8Array(blockBytes);
  return async () => {
    const length = await file.read(buffer);
    return length === null ? undefined : buffer.subarray(0, length);
  };
}

function failed(fault: Fault): RunEnd {
  return { kind: "failed", fault };
}

function notAFile(path: string): Fault {
  return {
    kind: "unreadable",
    message: `${path} is neither a file nor a FIFO`,
    remedy: "for a video device use --source v4l2:PATH",
  };
}

function noPictures({ path, codec = "h264" }: FileSettings): Fault {
  const { kind, picture, form, command } = pictureWords[codec];
  return {
    kind,
    message: `${path} has no ${picture} that could be played`,
    remedy: `it must be ${form}: ${command}`,
  };
}

function unreadable(path: string, error: unknown): Fault {
  const reason = error instanceof Error ? error.message : String(error);
  const remedy = error instanceof Deno.errors.PermissionDenied
    ? `let this user read it: chmod o+r ${path}`
    : "see that the path is right";
  return { kind: "unreadable", message: `Cannot read ${path}: ${reason}`, remedy };
}
