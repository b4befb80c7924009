/** A child process whose output is read line by line, ended by its own process id. @module */
import { TextLineStream } from "@std/streams";
import { sendSignal } from "../support/send_signal.ts";

const keptLines = 200;
const stopMs = 5000;

/** How a child is started. */
export interface ChildOptions {
  /** Command-line arguments. */
  readonly args?: readonly string[];
  /** A file or FIFO that becomes its stdin; by default it has none. */
  readonly stdin?: string;
  /** A file or FIFO that takes its stdout; by default it is read line by line. */
  readonly stdout?: string;
  /** Environment variables to add. */
  readonly env?: Record<string, string>;
}

/** One running program. Disposing ends it: SIGTERM, and SIGKILL if that is not enough. */
export class Child implements AsyncDisposable {
  /** Its process id; with redirections too, for the shell that makes them is replaced by it. */
  readonly pid: number;
  /** Settled when it has ended. */
  readonly status: Promise<Deno.CommandStatus>;
  readonly #program: string;
  readonly #process: Deno.ChildProcess;
  readonly #reading: Promise<unknown>;
  readonly #lines: string[] = [];
  readonly #waiting = new Set<() => void>();
  #ended = false;

  /** Starts `program`, allowed as many descriptors as this system permits. */
  constructor(program: string, options: ChildOptions = {}) {
    this.#program = program;
    const redirections = [
      options.stdin === undefined ? "" : `<${quoted(options.stdin)}`,
      options.stdout === undefined ? "" : `>${quoted(options.stdout)}`,
    ];
    const script = `ulimit -n "$(ulimit -Hn)"; exec "$0" "$@" ${redirections.join(" ")}`;
    this.#process = new Deno.Command("sh", {
      args: ["-c", script, program, ...(options.args ?? [])],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...(options.env === undefined ? {} : { env: options.env }),
    }).spawn();
    this.pid = this.#process.pid;
    this.status = this.#process.status;
    this.#reading = Promise.all([
      this.#read(this.#process.stdout),
      this.#read(this.#process.stderr),
    ]).then(() => {
      this.#ended = true;
      this.#wake();
    });
  }

  /**
   * Waits for a line of stdout or stderr, past ones included (of the last 200).
   *
   * @param pattern What the line must match.
   * @param options `timeoutMs`: how long to wait, 30 s by default.
   * @returns The match.
   * @throws {Error} when it ended, or said nothing of the kind in time; with what it did say.
   */
  async line(pattern: RegExp, options: { timeoutMs?: number } = {}): Promise<RegExpExecArray> {
    const deadline = performance.now() + (options.timeoutMs ?? 30_000);
    for (;;) {
      const ended = this.#ended;
      const found = this.#lines.map((line) => pattern.exec(line)).find((match) => match !== null);
      if (found) return found;
      const leftMs = deadline - performance.now();
      if (ended || leftMs <= 0) throw new Error(this.#complaint(pattern, ended));
      await this.#nextLine(leftMs);
    }
  }

  /** Ends the process and waits until it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    sendSignal(this.#process, "SIGTERM");
    const timer = setTimeout(() => sendSignal(this.#process, "SIGKILL"), stopMs);
    await this.status;
    clearTimeout(timer);
    await this.#reading;
  }

  async #read(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const lines = stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
    for await (const line of lines) {
      this.#lines.push(line);
      if (this.#lines.length > keptLines) this.#lines.shift();
      this.#wake();
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  async #nextLine(timeoutMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeoutMs);
    this.#waiting.add(resolve);
    await promise;
    this.#waiting.delete(resolve);
    clearTimeout(timer);
  }

  #complaint(pattern: RegExp, ended: boolean): string {
    const what = ended ? "ended without" : "did not print in time";
    const said = this.#lines.slice(-20).join("\n") || "nothing";
    return `${this.#program} ${what} a line like ${pattern}; it said:\n${said}`;
  }
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
