/** A picam that receives or commands, to be watched while it runs. @module */
import { TextLineStream } from "@std/streams";
import { command, type PicamOptions } from "./picam.ts";
import { sendSignal } from "./send_signal.ts";

/** How it ended. */
export interface ClientEnd {
  /** Its exit code, or the signal that ended it. */
  readonly code: number | Deno.Signal;
  /** All that it printed. */
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** A picam whose lines are read as they come. */
export class ClientPicam implements AsyncDisposable {
  /** Lines of standard output so far. */
  readonly stdout: string[] = [];
  /** Lines of standard error so far. */
  readonly stderr: string[] = [];
  readonly #process: Deno.ChildProcess;
  readonly #reading: Promise<unknown>;
  readonly #waiting = new Set<() => void>();
  #input: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #ended = false;

  /** Starts it. */
  constructor(args: readonly string[], options: PicamOptions = {}) {
    this.#process = command(args, options).spawn();
    if (options.stdin === "piped") this.#input = this.#process.stdin.getWriter();
    this.#reading = Promise.all([
      this.#read(this.#process.stdout, this.stdout),
      this.#read(this.#process.stderr, this.stderr),
    ]);
  }

  /** Gives it a line to read, with `stdin: "piped"`. */
  async type(line: string): Promise<void> {
    await this.#input?.write(new TextEncoder().encode(`${line}\n`));
  }

  /** There is no more to read for it. */
  async endInput(): Promise<void> {
    const input = this.#input;
    this.#input = undefined;
    // Whoever has ended reads nothing.
    await input?.close().catch(() => {});
  }

  /** Waits for a line on either end. @throws {Error} with all that it said when it ends before. */
  async says(words: RegExp): Promise<string> {
    for (;;) {
      const line = [...this.stdout, ...this.stderr].find((line) => words.test(line));
      if (line !== undefined) return line;
      if (this.#ended) throw new Error(`picam ended without saying ${words}:\n${this.text()}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** All that it said. */
  text(): string {
    return [...this.stdout, ...this.stderr].join("\n");
  }

  /** Sends a signal. */
  kill(signal: Deno.Signal): void {
    sendSignal(this.#process, signal);
  }

  /** Waits until it has ended. */
  async ended(): Promise<ClientEnd> {
    const { code, signal } = await this.#process.status;
    await this.#reading;
    await this.endInput();
    return { code: signal ?? code, stdout: this.stdout, stderr: this.stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.ended();
  }

  async #read(stream: ReadableStream<Uint8Array>, into: string[]): Promise<void> {
    const text = stream.pipeThrough(new TextDecoderStream("latin1"));
    for await (const line of text.pipeThrough(new TextLineStream())) {
      into.push(line);
      this.#wake();
    }
    const { code } = await this.#process.status;
    this.#ended = code >= 0;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** The last object of a type among JSON lines, as `--stats json` prints them. */
// deno-lint-ignore no-explicit-any
export function lastOf(type: string, lines: readonly string[]): any {
  return lines.flatMap((line) => {
    try {
      const object = JSON.parse(line);
      return object.type === type ? [object] : [];
    } catch {
      return [];
    }
  }).at(-1);
}
