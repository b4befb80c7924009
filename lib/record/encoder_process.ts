import type { FrameEnd, NowUs, StreamInfo } from "../frame/mod.ts";
import { AccessUnitAssembler } from "../h264/mod.ts";
import { OutputError } from "./output_error.ts";

/** A picture that was encoded. */
export interface EncodedPicture {
  /** An access unit in Annex B form, memory of its own. */
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Its flags, and the stream's description where that changes. */
  readonly end: FrameEnd;
}

/** What an encoder is started with. */
export interface EncoderOptions {
  /** Size and frame rate of what it is given. */
  readonly stream: StreamInfo;
  /** For whom, for people. */
  readonly target: string;
  /** The encoder is called so on PATH. */
  readonly program: string;
  /** This side's clock. */
  readonly nowUs: NowUs;
  /** Gets each picture, in order; the next one waits. Must not throw. */
  readonly onPicture: (picture: EncodedPicture) => Promise<void>;
}

/** A frame rate for where a stream tells none: the time line is that of the capture times. */
const usualFramerate = 30;

/** As much of what the encoder says is kept, for the case that it fails. */
const keptCharacters = 500;

/** `ffmpeg`, which makes H.264 of RGB pictures: one picture out for each one in, in their order. */
export class EncoderProcess {
  readonly #options: EncoderOptions;
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #over: Promise<OutputError | undefined>;
  #said = "";

  /**
   * Starts one. It does not hear of Ctrl-C: the pictures that it has at that moment are to be encoded.
   *
   * @throws {OutputError} Where there is no such program.
   */
  constructor(options: EncoderOptions) {
    this.#options = options;
    const { program, stream, target } = options;
    try {
      this.#child = new Deno.Command(program, {
        args: encoderArguments(stream),
        ...{ stdin: "piped", stdout: "piped", stderr: "piped", detached: true },
      }).spawn();
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      const message = `Cannot write ${target}: developed frames become video through ${program}, ` +
        "which is not installed; install it, or use a name that ends with .png";
      throw new OutputError(message, { kind: "failed", path: target });
    }
    this.#stdin = this.#child.stdin.getWriter();
    this.#over = this.#watch();
  }

  /**
   * Hands it the next picture.
   *
   * @param rgb Three bytes a pixel, row-major. Must not change before it has been taken.
   * @returns When it has been taken.
   * @throws {OutputError} Where the encoder has ended.
   */
  async feed(rgb: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      await this.#stdin.write(rgb);
    } catch {
      // How the program ended says why.
      throw await this.#over ?? this.#ended("by itself");
    }
  }

  /**
   * Waits for the pictures that it still has, and for its end.
   *
   * @throws {OutputError} Where it failed.
   */
  async close(): Promise<void> {
    // Of one that has gone there is nothing to close: how it ended says why.
    await this.#stdin.close().catch(() => {});
    const failure = await this.#over;
    if (failure) throw failure;
  }

  async #watch(): Promise<OutputError | undefined> {
    const [status] = await Promise.all([this.#child.status, this.#readPictures(), this.#listen()]);
    return status.success ? undefined : this.#ended(`with ${status.signal ?? status.code}`);
  }

  #ended(how: string): OutputError {
    const { program, target } = this.#options;
    const words = this.#said.trim().split("\n").at(-1);
    const message = `Cannot write ${target}: ${program} ended ${how}${words ? `: ${words}` : ""}`;
    return new OutputError(message, { kind: "failed", path: target });
  }

  async #readPictures(): Promise<void> {
    const { nowUs, onPicture } = this.#options;
    const pictures: EncodedPicture[] = [];
    let parts: Uint8Array<ArrayBuffer>[] = [];
    const assembler = new AccessUnitAssembler({
      sink: {
        append: (bytes) => void parts.push(bytes.slice()),
        commit: (end) => void pictures.push({ payload: joined(parts.splice(0)), end }),
        abandon: () => void (parts = []),
      },
      nowUs,
      unitEnd: "next-start",
    });
    const pass = async (): Promise<void> => {
      for (const picture of pictures.splice(0)) await onPicture(picture);
    };
    for await (const bytes of this.#child.stdout) {
      assembler.push(bytes);
      await pass();
    }
    assembler.end("clean");
    await pass();
  }

  async #listen(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#said = (this.#said + text).slice(-keptCharacters);
    }
  }
}

function encoderArguments({ width, height, framerate = usualFramerate }: StreamInfo): string[] {
  const colours = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p";
  return [
    ...["-v", "error", "-nostdin", "-f", "rawvideo", "-pixel_format", "rgb24"],
    ...["-video_size", `${width}x${height}`, "-framerate", String(framerate), "-i", "pipe:0"],
    ...["-vf", colours, "-colorspace", "bt709", "-color_primaries", "bt709"],
    ...["-color_trc", "iec61966-2-1", "-color_range", "tv"],
    ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "18"],
    // In the order of capture. (`-tune zerolatency` would cost a third of the speed.)
    ...["-bf", "0", "-rc-lookahead", "0"],
    ...["-g", String(Math.max(1, Math.round(framerate))), "-f", "h264", "pipe:1"],
  ];
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
