import type { ChildProcess } from "../../../lib/capture/mod.ts";

/** What a fake program does when it is sent a signal. */
export type SignalHabit = "ignores" | "obeys";

/** A program that a test leads: its pipes, its habits, its end. */
export class FakeChild implements ChildProcess {
  readonly pid = 4711;
  /** Signals that were sent, in order. */
  readonly signals: Deno.Signal[] = [];
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly stderr: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #habits: Partial<Record<Deno.Signal, SignalHabit>>;
  readonly #pipes: ReadableByteStreamController[] = [];
  readonly #end = Promise.withResolvers<{ code: number; signal: Deno.Signal | null }>();
  #ended = false;

  /** @param habits `obeys` for signals that are not named. */
  constructor(habits: Partial<Record<Deno.Signal, SignalHabit>> = {}) {
    this.#habits = habits;
    this.stdout = this.#pipe();
    this.stderr = this.#pipe();
  }

  get status(): Promise<{ code: number; signal: Deno.Signal | null }> {
    return this.#end.promise;
  }

  kill(signal: Deno.Signal): void {
    if (this.#ended) throw new TypeError("Child process has already terminated");
    this.signals.push(signal);
    if (this.#habits[signal] === "ignores") return;
    this.exit(signal === "SIGINT" ? { code: 0 } : { code: 143, signal });
  }

  /** Writes to stdout. */
  write(bytes: Uint8Array<ArrayBuffer>): void {
    this.#pipes[0]?.enqueue(bytes.slice());
  }

  /** Writes a line to stderr. */
  say(line: string): void {
    this.#pipes[1]?.enqueue(new TextEncoder().encode(line + "\n"));
  }

  /** Ends; its pipes close with it unless something else holds them. */
  exit(end: { code: number; signal?: Deno.Signal }, keepPipes = false): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#end.resolve({ code: end.code, signal: end.signal ?? null });
    if (!keepPipes) this.closePipes();
  }

  /** Closes its pipes. */
  closePipes(): void {
    for (const pipe of this.#pipes) {
      pipe.close();
      pipe.byobRequest?.respond(0);
    }
  }

  #pipe(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream({
      type: "bytes",
      start: (controller) => void this.#pipes.push(controller),
    });
  }
}
