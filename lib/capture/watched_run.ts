import type { Fault } from "./fault.ts";
import type { RunContext, RunEnd, Source, StopReason } from "./source.ts";
import { type Stall, StallWatchdog } from "./stall_watchdog.ts";
import type { Timing } from "../observe/mod.ts";

/** What a watched run needs beside its source. */
export interface WatchedRunParts {
  /** Time. */
  readonly timing: Timing;
  /** Ends the run, as asked for by people. */
  readonly stop: AbortSignal;
  /** Called when the run is asked to end, whoever asks. */
  readonly onStopping: () => void;
  /** Called when nothing comes any more. @returns what is wrong. */
  readonly onStall: (stall: Stall, silentMs: number) => Fault;
}

/** One run of a source, ended when it is told to or stalls. */
export class WatchedRun {
  readonly #source: Source;
  readonly #parts: WatchedRunParts;
  readonly #signal = new AbortController();
  #watchdog: StallWatchdog | undefined;
  #stalled: Fault | undefined;

  constructor(source: Source, parts: WatchedRunParts) {
    this.#source = source;
    this.#parts = parts;
  }

  /** Bytes came. */
  bytes(): void {
    this.#watchdog?.bytes();
  }

  /** A frame was complete. */
  frame(): void {
    this.#watchdog?.frame();
  }

  /** Runs to the end. A run that was ended because it stalled has failed. */
  async run(context: Omit<RunContext, "signal">): Promise<RunEnd> {
    const { stop, timing } = this.#parts;
    const { stallLimits } = this.#source;
    const onStop = (): void => this.#end("stop");
    const onStall = (stall: Stall, silentMs: number): void => {
      this.#stalled = this.#parts.onStall(stall, silentMs);
      this.#end("stall");
    };
    stop.addEventListener("abort", onStop, { once: true });
    if (stallLimits) this.#watchdog = new StallWatchdog(stallLimits, { timing, onStall });
    try {
      const end = await this.#runSource(context);
      if (this.#stalled === undefined || end.kind === "finished") return end;
      return { kind: "failed", fault: this.#stalled, killed: end.killed === true };
    } finally {
      this.#watchdog?.stop();
      stop.removeEventListener("abort", onStop);
    }
  }

  async #runSource(context: Omit<RunContext, "signal">): Promise<RunEnd> {
    try {
      return await this.#source.run({ ...context, signal: this.#signal.signal });
    } catch (error) {
      const message = `${this.#source.describe()} broke off: ${error}`;
      return { kind: "failed", fault: { kind: "camera", message, remedy: "see the log" } };
    }
  }

  #end(reason: StopReason): void {
    this.#parts.onStopping();
    this.#signal.abort(reason);
  }
}
