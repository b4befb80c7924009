import type { Timing } from "../observe/mod.ts";
import { OutputError } from "./output_error.ts";

/** A player whose input has ended gets so long to end as well. */
const graceMs = 2000;

/** As much of what a player says is kept, for the case that it fails. */
const keptCharacters = 500;

/** A running player, and the frames that wait for it. */
export class PlayerProcess {
  /** What it is called. */
  readonly name: string;
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #queue: Uint8Array<ArrayBuffer>[] = [];
  readonly #exit: Promise<void>;
  #feeding: Promise<void> | undefined;
  #said = "";
  #ended: OutputError | undefined;

  /**
   * Starts a program.
   *
   * @param name What it is called on PATH.
   * @param args Its arguments.
   * @returns `undefined` where there is no such program.
   */
  static start(name: string, args: readonly string[]): PlayerProcess | undefined {
    try {
      const piped = { stdin: "piped", stdout: "null", stderr: "piped" } as const;
      return new PlayerProcess(name, new Deno.Command(name, { args: [...args], ...piped }).spawn());
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  private constructor(name: string, child: Deno.ChildProcess) {
    this.name = name;
    this.#child = child;
    this.#stdin = child.stdin.getWriter();
    this.#exit = this.#watch();
  }

  /** Why it is gone, in words; `undefined` while it runs. */
  get ended(): OutputError | undefined {
    return this.#ended;
  }

  /** Frames that wait for it, the one that it is taking included. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Hands it the next frame. */
  feed(bytes: Uint8Array<ArrayBuffer>): void {
    this.#queue.push(bytes);
    this.#feeding ??= this.#feed();
  }

  /** Forgets the frames that it has not begun to take. @returns how many. */
  forget(): number {
    return this.#queue.splice(1).length;
  }

  /** Ends it: its input first, then, if it stays, the program. */
  async close(timing: Timing): Promise<void> {
    this.forget();
    const cancel = timing.after(graceMs, () => this.#kill());
    await this.#feeding;
    await this.#endInput();
    await this.#exit;
    cancel();
  }

  async #feed(): Promise<void> {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      try {
        await this.#stdin.write(next);
      } catch (error) {
        this.#say(error);
        this.#queue.length = 0;
      }
      this.#queue.shift();
    }
    this.#feeding = undefined;
  }

  async #watch(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#said = (this.#said + text).slice(-keptCharacters);
    }
    const { success, code, signal } = await this.#child.status;
    const closed = success || signal !== null;
    const last = this.#said.trim().split("\n").at(-1);
    const message = closed
      ? `The player ${this.name} has been closed`
      : `The player ${this.name} ended with ${code}${last ? `: ${last}` : ""}`;
    this.#ended = new OutputError(message, { kind: closed ? "ended" : "failed", path: this.name });
  }

  async #endInput(): Promise<void> {
    try {
      await this.#stdin.close();
    } catch (error) {
      this.#say(error);
    }
  }

  /** A pipe that nobody reads any more: how the program ended says why. */
  #say(error: unknown): void {
    if (error instanceof Deno.errors.BrokenPipe || error instanceof TypeError) return;
    this.#said = `${this.#said}\n${error}`.slice(-keptCharacters);
  }

  #kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      this.#say(error); // it has just ended by itself
    }
  }
}
