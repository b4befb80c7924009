import { concatBytes } from "./h264/nal_unit.ts";
import type { StandInCamera } from "./install.ts";
import { sendSignal } from "../send_signal.ts";

/** What a camera program left when it ended. */
export interface EndedProgram {
  readonly stdout: Uint8Array<ArrayBuffer>;
  readonly stderr: string;
  readonly code: number;
  readonly signal: Deno.Signal | null;
}

/** A camera program started by its name, as picam starts it. Disposing of it kills it. */
export class StartedProgram implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  readonly #stderr: Promise<void>;
  readonly #waiting = new Set<() => void>();
  #said = "";
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];

  /**
   * Starts a program of an installed camera; its stderr is read all the time, its stdout only when
   * asked for.
   */
  constructor(camera: StandInCamera, args: readonly string[], name = "rpicam-vid") {
    this.#child = new Deno.Command(`${camera.path}/${name}`, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#reader = this.#child.stdout.getReader();
    this.#stderr = this.#listen();
  }

  async #listen(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#said += text;
      for (const check of this.#waiting) check();
    }
  }

  /** Waits until stderr has a text. */
  async says(pattern: RegExp): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = () => pattern.test(this.#said) && resolve();
    this.#waiting.add(check);
    check();
    await promise;
    this.#waiting.delete(check);
  }

  /** What has been read of stdout so far. */
  get received(): Uint8Array<ArrayBuffer> {
    return concatBytes(this.#parts);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Reads until at least this many bytes have come. @returns the length of each read. */
  async read(atLeastBytes = 1): Promise<number[]> {
    const lengths: number[] = [];
    for (let total = 0; total < atLeastBytes;) {
      const { value, done } = await this.#reader.read();
      if (done) break;
      this.#parts.push(value);
      lengths.push(value.length);
      total += value.length;
    }
    return lengths;
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Reads all that is left and waits for the end. */
  async end(): Promise<EndedProgram> {
    await this.read(Number.POSITIVE_INFINITY);
    const { code, signal } = await this.#child.status;
    await this.#stderr;
    return { stdout: this.received, stderr: this.#said, code, signal };
  }

  /** Closes this end of stdout, as a reader that goes away. */
  async hangUp(): Promise<void> {
    await this.#reader.cancel();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.cancel();
    sendSignal(this.#child, "SIGKILL");
    await this.#child.status;
    await this.#stderr;
  }
}
