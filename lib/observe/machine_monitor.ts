import {
  type MachineHealth,
  type MachineSources,
  readSensors,
  readThrottling,
} from "./machine_health.ts";
import { runProgram } from "./program.ts";
import type { Throttling } from "./throttling.ts";
import { systemTiming, type Timing } from "./timing.ts";

/** What a monitor watches, and with what. */
export interface MonitorOptions {
  /** Paths on the file systems whose room is of interest: the ring's, the recordings'. */
  readonly paths: readonly string[];
  /** Where to read; by default the system's. */
  readonly sources?: Partial<MachineSources>;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
}

/** What costs no program is not read more often, however many ask. */
const sensorsMs = 1000;
/** `vcgencmd` is a program: it is run this often, by one timer, */
const throttlingMs = 15_000;
/** and only so long after somebody asked: a minute between two scrapes keeps it going. */
const interestMs = 150_000;

/**
 * Tells how the machine is, to whoever asks at whatever rate, and costs nothing while nobody does.
 */
export class MachineMonitor implements Disposable {
  readonly #paths: readonly string[];
  readonly #sources: MachineSources;
  readonly #timing: Timing;
  #sensors: Omit<MachineHealth, "throttling"> | undefined;
  #sensorsAtMs = -Infinity;
  #throttling: Throttling | undefined;
  #askedAtMs = -Infinity;
  #cancel: (() => void) | undefined;

  /** Reads nothing yet. */
  constructor(options: MonitorOptions) {
    this.#paths = [...new Set(options.paths)];
    this.#sources = { run: runProgram, ...options.sources };
    this.#timing = options.timing ?? systemTiming;
  }

  /**
   * How the machine is. What only a program tells is that program's last answer, at most 15 s old;
   * the first time it is absent.
   */
  status(): MachineHealth {
    const nowMs = this.#timing.nowMs();
    this.#askedAtMs = nowMs;
    if (this.#cancel === undefined) this.#refresh();
    if (this.#sensors === undefined || nowMs - this.#sensorsAtMs >= sensorsMs) {
      this.#sensors = readSensors(this.#paths, this.#sources);
      this.#sensorsAtMs = nowMs;
    }
    return { ...this.#sensors, ...(this.#throttling ? { throttling: this.#throttling } : {}) };
  }

  /** Ends the timer. */
  [Symbol.dispose](): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #refresh(): void {
    void readThrottling(this.#sources).then((told) => this.#throttling = told);
    this.#cancel = this.#timing.after(throttlingMs, () => {
      this.#cancel = undefined;
      if (this.#timing.nowMs() - this.#askedAtMs < interestMs) this.#refresh();
      else this.#throttling = undefined; // it would be old when somebody asks again
    });
  }
}
