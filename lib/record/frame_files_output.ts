import type { Frame, Gap, NowUs, StreamInfo } from "../frame/mod.ts";
import { nominalDurationUs } from "../mp4/mod.ts";
import { Admission } from "./admission.ts";
import { type FileKind, mismatch } from "./file_kind.ts";
import type { FileNames } from "./file_names.ts";
import { describeFrame } from "./frame_description.ts";
import { removeLeftParts } from "./left_parts.ts";
import { OldFiles } from "./old_files.ts";
import type { FinishedFile, FrameOutput, OutputState, OutputStatus } from "./output.ts";
import { OutputError, toOutputError } from "./output_error.ts";
import type { Keep } from "./retention.ts";
import { type WholeFile, writeWhole } from "./whole_file.ts";

/** Files that are written at the same time: more make a disk no faster, and cost memory. */
const mostAtOnce = 4;

/** What a {@linkcode FrameFilesOutput} is made of. */
export interface FrameFilesOptions {
  /** What the files are called. */
  readonly names: FileNames;
  /** What is in them. */
  readonly kind: FileKind;
  /** How much of the past is kept. */
  readonly keep?: Keep | undefined;
  /** The clock for their age. */
  readonly nowUs: NowUs;
  /** Told of each file that is complete. */
  readonly onFile: (file: FinishedFile) => void;
  /** Told what a user should know and no error is. */
  readonly onNote: (words: string) => void;
}

/** A frame on its way to the disk. */
interface Taken {
  readonly frame: Frame;
  readonly stream: StreamInfo;
  readonly gaps: number;
  readonly lostFrames: number;
  /** Ends when the frame before has been told of. Never rejects. */
  readonly before: Promise<void>;
}

/** Frames into files of their own, each whole or not there, with what is told of it beside it. */
export class FrameFilesOutput implements FrameOutput {
  readonly #options: FrameFilesOptions;
  readonly #admission = new Admission();
  readonly #oldFiles: OldFiles | undefined;
  readonly #writing = new Set<Promise<void>>();
  /** Ends when the newest frame has been told of. Never rejects. */
  #last: Promise<void> = Promise.resolve();
  #state: OutputState = "waiting";
  #failure: OutputError | undefined;
  #gapsBefore = 0;
  #lostBefore = 0;
  #frames = 0;
  #bytes = 0;
  #seconds = 0;
  #hasNoted = { name: false, description: false };

  /** @param options What it is made of. */
  constructor(options: FrameFilesOptions) {
    this.#options = options;
    const { keep, names: { pattern }, kind, nowUs, onNote } = options;
    const isOpen = () => false; // what is being written has another name
    const hasDescriptions = kind.describes === true;
    this.#oldFiles = keep &&
      new OldFiles({ pattern, keep, nowUs, isOpen, hasDescriptions, onNote });
  }

  async write(frame: Frame, stream: StreamInfo): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#state === "closed") throw new TypeError("Cannot write: the output is closed");
    if (this.#admission.admit(frame) !== "take") return;
    try {
      await this.#take(frame, stream);
      while (this.#writing.size >= mostAtOnce) await Promise.race(this.#writing);
    } catch (error) {
      this.#fail(error, this.#options.names.pattern.target);
    }
    if (this.#failure) throw await this.#ended();
  }

  gap(gap: Gap): void {
    this.#lostBefore += this.#admission.gap(gap);
    this.#gapsBefore++;
  }

  async close(): Promise<void> {
    if (this.#state === "closed" || this.#state === "failed") return;
    this.#state = "closed";
    const failure = await this.#ended();
    if (failure) throw failure;
  }

  status(): OutputStatus {
    return {
      target: this.#options.names.pattern.target,
      state: this.#state,
      files: this.#frames,
      frames: this.#frames,
      bytes: this.#bytes,
      seconds: this.#seconds,
      droppedFrames: this.#admission.droppedFrames,
      lostFrames: this.#admission.lostFrames,
      bridgedSteps: 0,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #take(frame: Frame, stream: StreamInfo): Promise<void> {
    const { kind, names, nowUs } = this.#options;
    const wrong = mismatch(kind, stream);
    const { target } = names.pattern;
    if (wrong) throw toOutputError(new Error(wrong), { path: target, attempt: "write" });
    const taken = { frame, stream, gaps: this.#gapsBefore, lostFrames: this.#lostBefore };
    this.#gapsBefore = 0;
    this.#lostBefore = 0;
    const name = await names.next(frame.captureUs);
    if (this.#state === "waiting") await removeLeftParts(names.pattern, nowUs);
    this.#state = "writing";
    const told = this.#save(name, { ...taken, before: this.#last });
    this.#last = told.then(() => {}, () => {});
    const writing = told.then((file) => file && this.#complete(file, taken))
      .catch((error) => this.#fail(error, name(0)))
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  /** Writes a file and tells of it as soon as it is there, but not before those of earlier frames. */
  async #save(name: (copy: number) => string, taken: Taken): Promise<WholeFile | undefined> {
    const { frame, before } = taken;
    const file = await writeWhole(frame.payload, name).catch(async (error) => {
      await before;
      throw error;
    });
    if (file === undefined) return undefined;
    const { path } = file;
    await before;
    if (path !== name(0)) this.#note("name", `${name(0)} is there already: writing ${path}`);
    this.#tell(path, taken);
    return file;
  }

  /** What takes its time is done when the file is there and told of. */
  async #complete(file: WholeFile, taken: Pick<Taken, "frame" | "stream">): Promise<void> {
    const { path } = file;
    const inTheWay = this.#options.kind.describes ? await describeFrame(path, taken) : undefined;
    if (inTheWay !== undefined) {
      const words = `${inTheWay} is there already and stays: what is told of ${path} is not kept`;
      this.#note("description", words);
    }
    await file.sync();
  }

  #tell(path: string, { frame, stream, gaps, lostFrames }: Taken): void {
    const sizeBytes = frame.payload.length;
    const seconds = nominalDurationUs(stream.framerate) / 1e6;
    this.#frames++;
    this.#bytes += sizeBytes;
    this.#seconds += seconds;
    const { captureUs: firstUs } = frame;
    this.#options.onFile({ path, frames: 1, sizeBytes, seconds, firstUs, gaps, lostFrames });
    this.#oldFiles?.tidy();
  }

  /** Tells the first of its kind: there may be one for every frame. */
  #note(kind: "name" | "description", words: string): void {
    if (this.#hasNoted[kind]) return;
    this.#hasNoted[kind] = true;
    this.#options.onNote(words);
  }

  #fail(error: unknown, path: string): void {
    this.#failure ??= error instanceof OutputError
      ? error
      : toOutputError(error, { path, attempt: "write" });
    this.#state = "failed";
  }

  /** Waits for what is on its way. @returns what went wrong. */
  async #ended(): Promise<OutputError | undefined> {
    await Promise.all(this.#writing);
    await this.#oldFiles?.finish();
    return this.#failure;
  }
}
