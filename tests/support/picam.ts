/** Starts picam as its users do: from source, or with `PICAM_BIN` set the compiled file. @module */
import { TextLineStream } from "@std/streams";
import { sendSignal } from "./send_signal.ts";

const main = new URL("../../main.ts", import.meta.url).pathname;

/** Whether the tests run against the compiled file, which is made with an older Deno. */
export const isCompiled: boolean = Deno.env.get("PICAM_BIN") !== undefined;

/** A line of picam's log, as `--log-format json` writes it. */
export type LogLine =
  & { readonly message: string; readonly level: string }
  & Record<string, unknown>;

/** How to start it. */
export interface PicamOptions {
  /** Variables besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads. */
  readonly stdin?: "null" | "piped";
  /** What becomes of what it prints beside its log; nobody reads that of a serving one. */
  readonly stdout?: "null" | "piped";
  /** What stands in front of the command, to run it elsewhere: `nsenter …`. */
  readonly within?: readonly string[];
}

/** How a program ended, with all that it printed. */
export interface PicamEnd {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs picam until it ends by itself: `--help`, wrong flags, faults that end it. */
export async function runPicam(
  args: readonly string[],
  options: PicamOptions = {},
): Promise<PicamEnd> {
  const output = await command(args, options).output();
  return {
    code: output.code,
    signal: output.signal,
    stdout: new TextDecoder().decode(output.stdout),
    stderr: new TextDecoder().decode(output.stderr),
  };
}

/** A picam that serves on ports of the system's choice, with a ring of its own. */
export class Picam implements AsyncDisposable {
  /** Every line of its log so far. */
  readonly log: LogLine[] = [];
  readonly #process: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  readonly #waiting = new Set<() => void>();
  readonly #folder: string;
  #ended = false;

  private constructor(process: Deno.ChildProcess, folder: string) {
    this.#process = process;
    this.#folder = folder;
    this.#reading = this.#read(process.stderr);
  }

  /**
   * Starts it and waits until it listens. It gets a folder of its own on tmpfs for its state and,
   * without `--ring` among `args`, for its ring; the folder is removed in the end.
   */
  static async start(args: readonly string[], options: PicamOptions = {}): Promise<Picam> {
    const folder = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "picam-test-" });
    const hasRing = args.includes("--ring") || args.some((arg) => arg.startsWith("ring:"));
    const flags = [
      ...["--host", "127.0.0.1", "--http-port", "auto"],
      // Of its own accord the bare port is off where tokens or TLS are asked for.
      ...(args.includes("--view-token") || args.includes("--tls") ? [] : ["--raw-port", "auto"]),
      ...["--tcp-port", "auto"],
      ...["--log-format", "json", "--log-level", "debug"],
      ...(hasRing ? [] : ["--ring", `${folder}/ring`, "--ring-size", "8M"]),
    ].filter((_, index, all) => !isGiven(all[index - index % 2], args));
    const picam = new Picam(
      command([...flags, ...args], {
        stdout: "null",
        ...options,
        env: { STATE_DIRECTORY: `${folder}/state`, ...options.env },
      }).spawn(),
      folder,
    );
    try {
      await picam.logged("listening");
      return picam;
    } catch (error) {
      await picam[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Its control token. */
  get controlToken(): string {
    return Deno.readTextFileSync(`${this.#folder}/state/control-token`).trim();
  }

  /** Its process number. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Where its HTTP port is. */
  get url(): string {
    return `http://127.0.0.1:${this.#port("httpPort")}`;
  }

  /** Its port for the bare stream. */
  get rawPort(): number {
    return this.#port("rawPort");
  }

  /** Its port for the framed protocol. */
  get tcpPort(): number {
    return this.#port("tcpPort");
  }

  /** What it reads, with `stdin: "piped"`. */
  get stdin(): WritableStream<Uint8Array> {
    return this.#process.stdin;
  }

  /** Its status object. */
  // deno-lint-ignore no-explicit-any
  async status(token?: string): Promise<any> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return await (await fetch(`${this.url}/api/v1/status`, { headers })).json();
  }

  /** Waits for a line of its log. @throws {Error} with the whole log when it ends before. */
  async logged(message: string | RegExp): Promise<LogLine> {
    for (;;) {
      const line = this.log.find((line) =>
        typeof message === "string" ? line.message === message : message.test(line.message)
      );
      if (line !== undefined) return line;
      if (this.#ended) {
        throw new Error(`picam ended without saying ${message}:\n${this.logText()}`);
      }
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Its log, to be read by people. */
  logText(): string {
    return this.log.map((line) => JSON.stringify(line)).join("\n");
  }

  /** Sends a signal and waits for the end. @returns the exit code, or the signal that ended it. */
  async stop(signal: Deno.Signal = "SIGINT"): Promise<number | Deno.Signal> {
    sendSignal(this.#process, signal);
    const status = await this.#process.status;
    await this.#reading;
    return status.signal ?? status.code;
  }

  /** Waits until it ends by itself. @returns the exit code. */
  async ended(): Promise<number> {
    const { code } = await this.#process.status;
    await this.#reading;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop("SIGKILL");
    await Deno.remove(this.#folder, { recursive: true });
  }

  #port(name: "httpPort" | "tcpPort" | "rawPort"): number {
    return Number(this.log.find((line) => line.message === "listening")?.[name]);
  }

  async #read(stderr: ReadableStream<Uint8Array>): Promise<void> {
    const lines = stderr.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
    for await (const line of lines) {
      this.log.push(parseLine(line));
      this.#wake();
    }
    this.#ended = true;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** The command that starts it: from source, or the compiled file. */
export function command(args: readonly string[], options: PicamOptions): Deno.Command {
  const binary = Deno.env.get("PICAM_BIN");
  const [program, ...first] = [
    ...options.within ?? [],
    ...(binary === undefined ? [Deno.execPath(), "run", "-A", "--no-check", main] : [binary]),
  ];
  return new Deno.Command(program!, {
    args: [...first, ...args],
    // Never the state folder of whoever runs the tests, nor a word to the network that they are in.
    env: {
      NO_COLOR: "1",
      STATE_DIRECTORY: "/dev/null/state",
      PICAM_ANNOUNCE: "off",
      ...options.env,
    },
    stdin: options.stdin ?? "null",
    stdout: options.stdout ?? "piped",
    stderr: "piped",
  });
}

function isGiven(flag: string | undefined, args: readonly string[]): boolean {
  return flag !== undefined && args.some((arg) => arg === flag || arg.startsWith(`${flag}=`));
}

function parseLine(line: string): LogLine {
  try {
    return JSON.parse(line);
  } catch {
    return { message: line, level: "none" };
  }
}
