import {
  type Logger,
  type ProgramResult,
  type RunProgram,
  systemTiming,
  type Timing,
} from "../observe/mod.ts";
import type { NowUs } from "../frame/mod.ts";
import { RequestError } from "../wire/mod.ts";

/** What may be done with the machine's power. */
export type PowerAction = "shutdown" | "reboot";

/** A shutdown or reboot that is due. */
export interface Scheduled {
  /** Which. */
  readonly action: PowerAction;
  /** When, Unix µs. */
  readonly atUs: number;
}

/** What power needs. */
export interface PowerOptions {
  /** Runs `systemctl`. */
  readonly run: RunProgram;
  /** Where it says what the machine refused. */
  readonly log: Logger;
  /** Tells the time. */
  readonly nowUs: NowUs;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
  /** Told what is scheduled from now on, and why. */
  readonly onScheduled: (scheduled: Scheduled | undefined, reason: string) => void;
  /** Called when it is due: picam is to end cleanly, and then to call {@linkcode Power.carryOut}. */
  readonly onDue: (action: PowerAction) => void;
}

/** All that `systemctl` is ever asked for. */
const verbs: Readonly<Record<PowerAction, string>> = { shutdown: "poweroff", reboot: "reboot" };
const systemctlLimitMs = 30_000;
/** NTP may set the clock while a shutdown is due; less than this is left as it was told. */
const toleratedUs = 1_000_000;

/** Turns the machine off or restarts it, at once or later, after picam itself has ended cleanly. */
export class Power {
  readonly #options: PowerOptions;
  readonly #timing: Timing;
  #due: { action: PowerAction; atUs: number; dueMs: number; cancel: () => void } | undefined;
  #ordered: PowerAction | undefined;

  /** Nothing is scheduled yet. */
  constructor(options: PowerOptions) {
    this.#options = options;
    this.#timing = options.timing ?? systemTiming;
  }

  /** What is scheduled; its time follows the clock when somebody sets that. */
  get scheduled(): Scheduled | undefined {
    if (this.#due === undefined) return undefined;
    const { action, dueMs } = this.#due;
    const nowAtUs = Math.round(this.#options.nowUs() + (dueMs - this.#timing.nowMs()) * 1000);
    if (Math.abs(nowAtUs - this.#due.atUs) > toleratedUs) this.#due.atUs = nowAtUs;
    return { action, atUs: this.#due.atUs };
  }

  /**
   * Schedules an action.
   *
   * @param action Which.
   * @param options.afterSeconds When: so long from now.
   * @param options.by Who asked, for the log and the event.
   * @returns What is scheduled.
   * @throws {RequestError} `invalid-state` where something is scheduled already, `failed` where the
   *   machine has no `systemctl`.
   */
  async schedule(
    action: PowerAction,
    options: { readonly afterSeconds: number; readonly by: string },
  ): Promise<Scheduled> {
    this.#refuseSecond();
    if (await this.#options.run("systemctl", ["--version"]) === undefined) {
      throw new RequestError(
        "failed",
        "systemctl is not installed: picam can turn off only machines that systemd runs",
      );
    }
    this.#refuseSecond();
    const { afterSeconds, by } = options;
    const { nowUs, onScheduled } = this.#options;
    this.#due = {
      action,
      atUs: nowUs() + afterSeconds * 1e6,
      dueMs: this.#timing.nowMs() + afterSeconds * 1000,
      cancel: this.#timing.after(afterSeconds * 1000, () => this.#fire()),
    };
    const scheduled = { action, atUs: this.#due.atUs };
    onScheduled(scheduled, `system.${action} from ${by}`);
    return scheduled;
  }

  /**
   * Cancels what is scheduled.
   *
   * @param reason Why, for the event.
   * @returns What had been scheduled.
   * @throws {RequestError} `invalid-state` where nothing is.
   */
  cancel(reason: string): Scheduled {
    const { scheduled } = this;
    if (scheduled === undefined) {
      throw new RequestError("invalid-state", "Neither a shutdown nor a reboot is scheduled");
    }
    this.#due?.cancel();
    this.#due = undefined;
    this.#options.onScheduled(undefined, reason);
    return scheduled;
  }

  /**
   * Does what was due, if anything: to be called last, when all streams have ended and all files are
   * closed.
   *
   * @returns whether there was nothing to do, or the machine obeys.
   */
  async carryOut(): Promise<boolean> {
    if (this.#ordered === undefined) return true;
    const { run, log } = this.#options;
    const args = [verbs[this.#ordered]];
    const result = await run("systemctl", args, { timeLimitMs: systemctlLimitMs });
    if (result?.code === 0) return true;
    log.error(`systemctl ${args} failed: ${wordsOf(result)}`, { remedy });
    return false;
  }

  #refuseSecond(): void {
    if (this.#ordered !== undefined) {
      throw new RequestError("invalid-state", `The ${this.#ordered} has begun`);
    }
    const { scheduled } = this;
    if (scheduled === undefined) return;
    const { action, atUs } = scheduled;
    const seconds = Math.max(0, Math.ceil((atUs - this.#options.nowUs()) / 1e6));
    throw new RequestError(
      "invalid-state",
      `A ${action} is scheduled in ${seconds} s: system.cancel comes first`,
    );
  }

  #fire(): void {
    if (this.#due === undefined) return;
    const { action } = this.#due;
    this.#ordered = action;
    this.#due = undefined;
    this.#options.onDue(action);
  }
}

const remedy = "install.sh puts /etc/polkit-1/rules.d/50-picam.rules in place, which permits it";

function wordsOf(result: ProgramResult | undefined): string {
  if (result === undefined) return "it is not installed";
  return result.stderr.trim() || `exit code ${result.code}`;
}
