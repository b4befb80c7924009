import { type Frame, FrameFlag, type Gap, type NowUs, type StreamInfo } from "../frame/mod.ts";
import { Admission } from "./admission.ts";
import { type EncodedPicture, EncoderProcess } from "./encoder_process.ts";
import type { FrameOutput, OutputStatus } from "./output.ts";
import { OutputError, toOutputError } from "./output_error.ts";
import { differs } from "./segment.ts";

/** What an {@linkcode EncodedOutput} is made of. */
export interface EncodedOptions {
  /** Gets the video; this one's to close. */
  readonly inner: FrameOutput;
  /** This side's clock. */
  readonly nowUs: NowUs;
  /** The encoder; `ffmpeg` unless a test has its own. */
  readonly program?: string | undefined;
}

/** A frame that is being encoded. */
type Pending = Pick<Frame, "sequence" | "captureUs" | "flags" | "streamId">;

/**
 * Makes H.264 of developed frames for another output, each with its own capture time. The payload of a
 * frame is RGB, three bytes a pixel. After a hole the pictures go on where they are: what was encoded
 * needs none of those that are missing.
 */
export class EncodedOutput implements FrameOutput {
  readonly #options: EncodedOptions;
  readonly #admission = new Admission();
  readonly #pending: Pending[] = [];
  #encoder: EncoderProcess | undefined;
  #given: StreamInfo | undefined;
  #made: StreamInfo | undefined;
  #sequence = 0;
  /** Where the numbering begins anew, so does a file: with a key frame, so of another encoder. */
  #epochGap: Gap | undefined;
  #failure: OutputError | undefined;

  /** @param options What it is made of. */
  constructor(options: EncodedOptions) {
    this.#options = options;
  }

  async write(frame: Frame, stream: StreamInfo): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#admission.admit(frame) !== "take") return;
    try {
      if (this.#given && differs(this.#given, stream)) await this.#finishEncoder();
      if (this.#epochGap) await this.#beginAnew(this.#epochGap);
      this.#given = stream;
      this.#encoder ??= this.#start(stream);
      const { sequence, captureUs, flags, streamId } = frame;
      this.#pending.push({ sequence, captureUs, flags, streamId });
      await this.#encoder.feed(frame.payload);
    } catch (error) {
      this.#fail(error);
    }
    if (this.#failure) throw this.#failure;
  }

  gap(gap: Gap): void {
    this.#admission.gap(gap);
    if (gap.reason === "epoch") this.#epochGap = gap;
  }

  async close(): Promise<void> {
    try {
      await this.#finishEncoder();
    } catch (error) {
      this.#fail(error);
    }
    await this.#options.inner.close();
    if (this.#failure) throw this.#failure;
  }

  status(): OutputStatus {
    const inner = this.#options.inner.status();
    const { lostFrames, droppedFrames } = this.#admission;
    return {
      ...inner,
      state: this.#failure ? "failed" : inner.state,
      lostFrames,
      droppedFrames: inner.droppedFrames + droppedFrames,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #start(stream: StreamInfo): EncoderProcess {
    const { nowUs, inner, program = "ffmpeg" } = this.#options;
    const { target } = inner.status();
    const onPicture = (picture: EncodedPicture): Promise<void> => this.#pass(picture);
    return new EncoderProcess({ stream, target, program, nowUs, onPicture });
  }

  async #beginAnew(gap: Gap): Promise<void> {
    await this.#finishEncoder();
    this.#options.inner.gap(gap);
    this.#epochGap = undefined;
  }

  async #finishEncoder(): Promise<void> {
    const encoder = this.#encoder;
    this.#encoder = undefined;
    await encoder?.close();
  }

  /** The next picture is of the frame that waits longest. */
  async #pass({ payload, end }: EncodedPicture): Promise<void> {
    const frame = this.#pending.shift();
    if (end.stream) this.#made = this.#describe(end.stream);
    if (frame === undefined || this.#made === undefined || this.#failure) return;
    const key = end.flags & FrameFlag.key;
    const flags = key | (frame.flags & FrameFlag.discontinuity);
    const sequence = this.#sequence++;
    try {
      await this.#options.inner.write({ ...frame, sequence, flags, payload }, this.#made);
    } catch (error) {
      this.#fail(error);
    }
  }

  #describe(stream: StreamInfo): StreamInfo {
    const { id, name, framerate } = this.#given ?? stream;
    return { ...stream, id, name, ...(framerate === undefined ? {} : { framerate }) };
  }

  #fail(error: unknown): void {
    const { target } = this.#options.inner.status();
    this.#failure ??= error instanceof OutputError
      ? error
      : toOutputError(error, { path: target, attempt: "encode frames for" });
  }
}
