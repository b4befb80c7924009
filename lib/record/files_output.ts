import { setImmediate } from "node:timers";
import { type Frame, FrameFlag, type Gap, type NowUs, type StreamInfo } from "../frame/mod.ts";
import { nominalDurationUs, stepBetween } from "../mp4/mod.ts";
import { Admission } from "./admission.ts";
import { Buffers } from "./buffers.ts";
import { DiskFile } from "./disk_file.ts";
import { type FileKind, mismatch } from "./file_kind.ts";
import type { FileNames } from "./file_names.ts";
import type { FileContent, FrameFile } from "./frame_file.ts";
import type { FinishedFile, FrameOutput, OutputState, OutputStatus } from "./output.ts";
import { OutputError, toOutputError } from "./output_error.ts";
import { OldFiles } from "./old_files.ts";
import type { Keep } from "./retention.ts";
import { differs, isDue, type Segment } from "./segment.ts";

/** Frames that are there at once are taken for 2 ms or so, then others have their turn. */
const breathBytes = 1 << 20;

/** What a {@linkcode FilesOutput} is made of. */
export interface FilesOptions {
  /** What the files are called. */
  readonly names: FileNames;
  /** What is in them. */
  readonly kind: FileKind;
  /** When a new one begins, besides where it must. */
  readonly segment?: Segment | undefined;
  /** How much of the past is kept. */
  readonly keep?: Keep | undefined;
  /** The clock for forcing files onto the disk and for their age. */
  readonly nowUs: NowUs;
  /** Told of each file that is complete. */
  readonly onFile: (file: FinishedFile) => void;
  /** Told what a user should know and no error is. */
  readonly onNote: (words: string) => void;
}

/** A file that is open, and what is told of it in the end. */
interface OpenFile {
  readonly file: FrameFile;
  readonly firstUs: number;
  readonly stream: StreamInfo;
  gaps: number;
  lostFrames: number;
}

/** Frames into files: one, or one after the other. */
export class FilesOutput implements FrameOutput {
  readonly keepsPayloads = false;
  readonly #options: FilesOptions;
  readonly #admission = new Admission();
  readonly #buffers = new Buffers();
  #open: OpenFile | undefined;
  #before: Frame | undefined;
  #state: OutputState = "waiting";
  #failure: OutputError | undefined;
  /** The file before, being completed. */
  #finishing: Promise<void> = Promise.resolve();
  /** Files that are not complete yet. */
  readonly #openPaths = new Set<string>();
  readonly #oldFiles: OldFiles | undefined;
  #beginAnew = false;
  #gapsBefore = 0;
  #lostBefore = 0;
  #files = 0;
  #finished: FileContent = { frames: 0, sizeBytes: 0, durationUs: 0 };
  #bridgedSteps = 0;
  #breathlessBytes = 0;

  /** @param options What it is made of. */
  constructor(options: FilesOptions) {
    this.#options = options;
    const { keep, names: { pattern }, nowUs, onNote } = options;
    const isOpen = (path: string) => this.#openPaths.has(path);
    this.#oldFiles = keep && new OldFiles({ pattern, keep, nowUs, isOpen, onNote });
  }

  async write(frame: Frame, stream: StreamInfo): Promise<void> {
    this.#refuseIfEnded();
    const admittance = this.#admission.admit(frame);
    if (admittance === "drop") return;
    try {
      if (admittance === "join") this.#open?.file.extend(frame.payload);
      else await this.#take(frame, stream);
      await this.#open?.file.room();
      this.#throwFailure();
      await this.#breathe(frame.payload.length);
    } catch (error) {
      throw await this.#fail(error);
    }
  }

  gap(gap: Gap): void {
    this.#lostBefore += this.#admission.gap(gap);
    this.#gapsBefore++;
    if (gap.reason !== "epoch") return;
    this.#beginAnew = true;
    this.#before = undefined;
  }

  async close(): Promise<void> {
    if (this.#state === "closed" || this.#state === "failed") return;
    this.#state = "closed";
    try {
      await this.#finishing;
      await this.#finish();
      await this.#oldFiles?.finish();
      this.#throwFailure();
    } catch (error) {
      throw await this.#fail(error);
    }
  }

  status(): OutputStatus {
    const { frames, sizeBytes, durationUs } = sum(this.#finished, this.#open?.file.content);
    return {
      target: this.#options.names.pattern.target,
      state: this.#state,
      ...(this.#open ? { path: this.#open.file.path } : {}),
      files: this.#files,
      frames,
      bytes: sizeBytes,
      seconds: durationUs / 1e6,
      droppedFrames: this.#admission.droppedFrames,
      lostFrames: this.#admission.lostFrames,
      bridgedSteps: this.#bridgedSteps,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #take(frame: Frame, stream: StreamInfo): Promise<void> {
    const stepUs = this.#stepTo(frame, stream);
    if (this.#needsNewFile(frame, stream, stepUs)) {
      const lastUs = this.#beginAnew ? nominalDurationUs(stream.framerate) : stepUs;
      await this.#finishing; // one at a time: a slow disk holds up whoever writes
      this.#throwFailure();
      this.#finishing = this.#finish(lastUs);
      await this.#begin(frame, stream);
    } else if (this.#open) {
      this.#open.gaps += this.#gapsBefore;
      this.#open.lostFrames += this.#lostBefore;
    }
    this.#gapsBefore = 0;
    this.#lostBefore = 0;
    this.#open?.file.add(frame, stepUs);
    this.#before = frame;
  }

  /** How long the frame before is shown. */
  #stepTo(frame: Frame, { framerate }: StreamInfo): number {
    if (!this.#before) return 0;
    const context = { framerate, lostFrames: this.#lostBefore };
    const { durationUs, bridged } = stepBetween(this.#before, frame, context);
    if (bridged) this.#bridgedSteps++;
    return durationUs;
  }

  #needsNewFile(frame: Frame, stream: StreamInfo, stepUs: number): boolean {
    const open = this.#open;
    if (!open || this.#beginAnew) return true;
    if ((frame.flags & FrameFlag.key) === 0) return false;
    if (differs(open.stream, stream) || !open.file.accepts(frame)) return true;
    const { segment } = this.#options;
    const content = open.file.content;
    const ended = { ...content, durationUs: content.durationUs + stepUs };
    return segment !== undefined && isDue(segment, ended, open.stream);
  }

  async #begin(first: Frame, stream: StreamInfo): Promise<void> {
    const { kind, names, nowUs, onNote } = this.#options;
    const wrong = mismatch(kind, stream);
    const { target } = names.pattern;
    if (wrong) throw toOutputError(new Error(wrong), { path: target, attempt: "write" });
    const { path, file, wanted } = await names.create(first.captureUs);
    if (wanted && this.#files === 0) onNote(`${wanted} is there already: writing ${path}`);
    this.#openPaths.add(path);
    const disk = new DiskFile(file, { path, nowUs });
    this.#open = {
      file: await this.#beginOrRemove(disk, first),
      firstUs: first.captureUs,
      stream,
      gaps: 0,
      lostFrames: 0,
    };
    this.#state = "writing";
    this.#beginAnew = false;
    this.#files++;
    this.#oldFiles?.tidy();
  }

  async #beginOrRemove(disk: DiskFile, first: Frame): Promise<FrameFile> {
    try {
      return this.#options.kind.begin({ disk, first, buffers: this.#buffers });
    } catch (error) {
      await disk.close();
      await Deno.remove(disk.path);
      throw toOutputError(error, { path: disk.path, attempt: "begin" });
    }
  }

  /** Completes the open file. A failure is kept for whoever writes or closes next: never rejects. */
  async #finish(lastUs?: number): Promise<void> {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    const { file, stream } = open;
    try {
      const content = await file.finish(lastUs ?? nominalDurationUs(stream.framerate));
      this.#finished = sum(this.#finished, content);
      if (content.frames === 0) await Deno.remove(file.path);
      else this.#tell(open, content);
      if (file.failure) throw file.failure.error;
    } catch (error) {
      this.#failure ??= toOutputError(error, { path: file.path, attempt: "write" });
    } finally {
      this.#openPaths.delete(file.path);
    }
  }

  #tell({ file, firstUs, gaps, lostFrames }: OpenFile, content: FileContent): void {
    const { frames, sizeBytes, durationUs } = content;
    const seconds = durationUs / 1e6;
    this.#options.onFile({
      path: file.path,
      frames,
      sizeBytes,
      seconds,
      firstUs,
      gaps,
      lostFrames,
    });
  }

  /** Lets others of this program have their turn, also while an outage is caught up with. */
  async #breathe(takenBytes: number): Promise<void> {
    this.#breathlessBytes += takenBytes;
    if (this.#breathlessBytes < breathBytes) return;
    this.#breathlessBytes = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }

  #refuseIfEnded(): void {
    if (this.#failure) throw this.#failure;
    if (this.#state === "closed") throw new TypeError("Cannot write: the output is closed");
  }

  #throwFailure(): void {
    const failed = this.#open?.file.failure;
    if (failed) throw failed.error;
    if (this.#failure) throw this.#failure;
  }

  /** Completes what there is, and says what ended it. */
  async #fail(error: unknown): Promise<OutputError> {
    const path = this.#open?.file.path ?? this.#options.names.pattern.target;
    this.#state = "failed";
    await this.#finishing;
    await this.#finish();
    await this.#oldFiles?.finish();
    if (error instanceof OutputError) this.#failure ??= error;
    return this.#failure ??= toOutputError(error, { path, attempt: "write" });
  }
}

function sum(a: FileContent, b: FileContent | undefined): FileContent {
  if (!b) return a;
  return {
    frames: a.frames + b.frames,
    sizeBytes: a.sizeBytes + b.sizeBytes,
    durationUs: a.durationUs + b.durationUs,
  };
}
