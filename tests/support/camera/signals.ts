import type { ProgramLog } from "./log.ts";

const numbers = { SIGHUP: 1, SIGINT: 2, SIGUSR1: 10, SIGUSR2: 12, SIGTERM: 15 } as const;
type Known = keyof typeof numbers;

/**
 * The signals as the programs treat them: each has its default effect until the handlers are
 * installed; afterwards SIGINT, SIGUSR1 and SIGUSR2 are noted, and looked at once per frame.
 * Every signal that arrives is recorded first.
 */
export class Signals {
  readonly #log: ProgramLog;
  readonly #record: (signal: Deno.Signal) => void;
  readonly #listeners = new Map<Known, () => void>();
  #handled = false;
  #termIgnored = false;
  #last: Known | undefined;

  constructor(log: ProgramLog, record: (signal: Deno.Signal) => void) {
    this.#log = log;
    this.#record = record;
    for (const signal of Object.keys(numbers) as Known[]) {
      const listener = () => this.#receive(signal);
      this.#listeners.set(signal, listener);
      Deno.addSignalListener(signal, listener);
    }
  }

  /** Installs the program's handlers: from now on SIGINT no longer kills. */
  installHandlers(): void {
    this.#handled = true;
  }

  /** Makes SIGTERM without effect, as in a process stuck in the kernel. */
  ignoreTerm(): void {
    this.#termIgnored = true;
  }

  /** The last signal since the call before, and forgets it: two within a frame are one. */
  take(): Known | undefined {
    const last = this.#last;
    this.#last = undefined;
    return last;
  }

  /** Ends the process by a signal's default effect. */
  die(signal: Deno.Signal): Promise<never> {
    const listener = this.#listeners.get(signal as Known);
    if (listener !== undefined) Deno.removeSignalListener(signal, listener);
    if (signal === "SIGPIPE") restoreDefault(signal);
    Deno.kill(Deno.pid, signal);
    // A runtime that catches faults of its own hands the signal on only the second time.
    Deno.kill(Deno.pid, signal);
    return new Promise(() => setInterval(() => Deno.kill(Deno.pid, "SIGKILL"), 1000));
  }

  #receive(signal: Known): void {
    this.#record(signal);
    if (signal === "SIGTERM" && this.#termIgnored) return;
    if (!this.#handled || signal === "SIGTERM" || signal === "SIGHUP") {
      this.die(signal);
      return;
    }
    this.#log.line(`Received signal ${numbers[signal]}`);
    this.#last = signal;
  }
}

/** The runtime ignores this signal until somebody has listened for it. */
function restoreDefault(signal: Deno.Signal): void {
  const listener = () => {};
  Deno.addSignalListener(signal, listener);
  Deno.removeSignalListener(signal, listener);
}
