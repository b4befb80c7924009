/** What is kept of one line; a longer one is cut. */
const maxLineLength = 500;
/** How many lines are kept for when the program fails. */
const keptLines = 50;

/**
 * Cuts what a program says on stderr into lines and keeps the newest: 50 lines of at most 500
 * characters, however much comes and however long a line is.
 */
export class StderrLines {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new TextDecoder();
  readonly #kept: string[] = [];
  #open = "";

  /** @param onLine is handed each line that is not empty, without its end. */
  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** The newest lines, oldest first. */
  get kept(): readonly string[] {
    return this.#kept;
  }

  /** Takes bytes as they come. */
  push(bytes: Uint8Array): void {
    const parts = this.#decoder.decode(bytes, { stream: true }).split(/[\r\n]/);
    const last = parts.pop() ?? "";
    for (const part of parts) this.#end(part);
    this.#open = (this.#open + last).slice(0, maxLineLength);
  }

  /** The program has closed its stderr: an open line is a line. */
  end(): void {
    this.#end(this.#decoder.decode());
  }

  #end(rest: string): void {
    const line = (this.#open + rest).slice(0, maxLineLength).trimEnd();
    this.#open = "";
    if (line === "") return;
    this.#kept.push(line);
    if (this.#kept.length > keptLines) this.#kept.shift();
    this.#onLine(line);
  }
}
