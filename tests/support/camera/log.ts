const encoder = new TextEncoder();

/** Writes lines to stderr as the camera programs and their libraries do; waits while the pipe is full. */
export class ProgramLog {
  readonly #verbosity: number;
  readonly #output: { writeSync(bytes: Uint8Array): number };

  /** @param verbosity The option `--verbose`: 0 silences all but errors. */
  constructor(verbosity: number, output: { writeSync(bytes: Uint8Array): number } = Deno.stderr) {
    this.#verbosity = verbosity;
    this.#output = output;
  }

  /** A line of the program itself. */
  line(text: string): void {
    if (this.#verbosity >= 1) this.error(text);
  }

  /** A line that no verbosity silences. */
  error(text: string): void {
    writeAll(this.#output, encoder.encode(`${text}\n`));
  }

  /** A line of libcamera. */
  libcamera(level: "INFO" | "WARN" | "ERROR", place: string, text: string): void {
    if (this.#verbosity < 1) return;
    this.error(`[${uptime()}] [${Deno.pid}] ${level.padStart(5)} ${place} ${text}`);
  }
}

function writeAll(output: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(output.writeSync(rest));
}

function uptime(): string {
  const seconds = Deno.osUptime() + (performance.now() % 1000) / 1000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const nanoseconds = String(Math.floor((seconds % 1) * 1e9)).padStart(9, "0");
  return `${Math.floor(seconds / 3600)}:${two(seconds / 60 % 60)}:${
    two(seconds % 60)
  }.${nanoseconds}`;
}
