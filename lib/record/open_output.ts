import { UsageError } from "../config/mod.ts";
import type { NowUs } from "../frame/mod.ts";
import { developInto, type Development } from "./development.ts";
import { EncodedOutput } from "./encoded_output.ts";
import { kindOf } from "./file_kind.ts";
import { FileNames } from "./file_names.ts";
import { FilesOutput } from "./files_output.ts";
import { FrameFilesOutput } from "./frame_files_output.ts";
import { NamePattern } from "./name_pattern.ts";
import type { FinishedFile, FrameOutput } from "./output.ts";
import type { Keep } from "./retention.ts";
import type { Segment } from "./segment.ts";
import { type ByteSink, StdoutOutput } from "./stdout_output.ts";

/** What {@linkcode openOutput} is asked for. */
export interface OutputOptions {
  /**
   * `-` for standard output, a path, or a pattern: `%03d` counts files (frames, with `.jpg` and `.raw`), strftime's
   * fields are the capture time of a file's first frame in local time, `{name}` is `name`, `%%` a percent
   * sign. The ending says what is written: `.h264`, `.mp4`, `.mjpeg`, `.jpg`, `.raw`, `.png`.
   */
  readonly target: string;
  /**
   * RAW frames are developed: into pictures (`.png`, which needs it), into video by `ffmpeg` (`.mp4`,
   * `.h264`), into RGB on standard output. `.raw` gets them as they are all the same.
   */
  readonly develop?: Development | undefined;
  /** Begin a new file at the first key frame after that long, or after that many bytes. */
  readonly segment?: Segment | undefined;
  /** Delete the oldest files of the same pattern past that size in all, or past that age. */
  readonly keep?: Keep | undefined;
  /** How many frames will come, where that is known: a single `.png` or `.jpg` needs no number. */
  readonly frames?: number | undefined;
  /** What `{name}` becomes; `camera` by default. */
  readonly name?: string | undefined;
  /** The clock by which files are forced onto the disk and grow old. */
  readonly nowUs: NowUs;
  /** Where `-` goes; `Deno.stdout` by default. */
  readonly stdout?: ByteSink | undefined;
  /** Told of each file that is complete. */
  readonly onFile?: ((file: FinishedFile) => void) | undefined;
  /** Told in a sentence what a user should know and no error is: a name was taken, a file deleted. */
  readonly onNote?: ((words: string) => void) | undefined;
}

/**
 * Opens an output for frames. No file is made before the first key frame comes. A file that is there
 * is never overwritten: the new one gets `-1`, `-2` … before its ending, or the next number of `%03d`.
 *
 * A new file begins where the stream's description or its parameter sets change, after a gap with
 * reason `epoch`, and where `segment` says so; not at other holes, which the time line shows. A file of
 * one frame is there whole or not at all; what a source told of a RAW frame stands beside it as JSON.
 *
 * @param options What to write, and where.
 * @throws {UsageError} If the name has an unknown field, or its ending says nothing
 *
 * @example
 * ```ts
 * import { openOutput } from "./mod.ts";
 *
 * const output = openOutput({
 *   target: "recordings/{name}-%Y%m%d-%H%M%S.mp4",
 *   segment: { durationMs: 60_000 },
 *   keep: { sizeBytes: 10 * 2 ** 30 },
 *   nowUs: () => Date.now() * 1000,
 *   onFile: ({ path, seconds }) => console.log(`${path}: ${seconds} s`),
 * });
 * await output.close();
 * ```
 */
export function openOutput(options: OutputOptions): FrameOutput {
  const { target, segment, keep, frames, name = "camera", nowUs, stdout = Deno.stdout } = options;
  const { onFile = () => {}, onNote = () => {}, develop } = options;
  if (target === "-") {
    const inner = new StdoutOutput(stdout);
    return develop ? developInto(inner, { develop, onNote }) : inner;
  }
  const isWindows = Deno.build.os === "windows";
  const pattern = new NamePattern(isWindows ? target.replaceAll("\\", "/") : target, name);
  const kind = kindOf(pattern, frames);
  const parts = { names: new FileNames(pattern), kind, keep, nowUs, onFile, onNote };
  const isEach = kind.single && (pattern.counts || frames === 1);
  const files = isEach ? new FrameFilesOutput(parts) : new FilesOutput({ ...parts, segment });
  if (kind.develops === undefined) return files;
  if (develop === undefined) {
    if (kind.develops === "video") return files;
    throw new UsageError(`Cannot write ${target}: only --mode receive develops frames; use .raw`);
  }
  if (kind.develops === "png") return developInto(files, { develop, onNote, isPng: true });
  return developInto(new EncodedOutput({ inner: files, nowUs }), { develop, onNote });
}
