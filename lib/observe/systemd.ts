import type { Fault, Logger } from "./log.ts";
import type { RunProgram } from "./program.ts";

/** What {@linkcode SystemdNotifier} needs. */
export interface SystemdOptions {
  /** The program's environment. */
  readonly env: { get(name: string): string | undefined };
  /** Runs `systemd-notify`. */
  readonly run: RunProgram;
  /** Where it says what it cannot do. */
  readonly log: Logger;
}

/** What feeds the watchdog. */
export interface WatchdogOptions {
  /**
   * Why the program itself makes no progress, in words; `undefined` while it does. The same
   * function answers `/healthz`.
   */
  readonly stuck: () => string | undefined;
  /** Ends the feeding. */
  readonly signal: AbortSignal;
}

/**
 * Tells systemd how the service is. Without `$NOTIFY_SOCKET` nobody asked, and nothing happens.
 * `systemd-notify` does the sending, since Deno's own datagram sockets are unstable. It is run
 * without `--no-block`: it then waits until the manager has read the message. A sender that is
 * gone by then has no unit that the manager could find, and the message would be dropped.
 * Spec: sd_notify(3), systemd-notify(1).
 */
export class SystemdNotifier {
  readonly #options: SystemdOptions;
  readonly #fault: Fault;
  #pending: Promise<void> = Promise.resolve();

  /**
   * Makes one; nothing is sent yet.
   *
   * @param options What it needs.
   */
  constructor(options: SystemdOptions) {
    this.#options = options;
    this.#fault = options.log.fault();
  }

  /** Says that the service serves. @param status A sentence for `systemctl status`. */
  ready(status: string): Promise<void> {
    return this.#send("READY=1", statusLine(status));
  }

  /** Says how things are. @param status A sentence for `systemctl status`. */
  status(status: string): Promise<void> {
    return this.#send(statusLine(status));
  }

  /** Says that the service is about to end. */
  stopping(): Promise<void> {
    return this.#send("STOPPING=1", statusLine("stopping"));
  }

  /**
   * Feeds the watchdog that systemd asked for (`WatchdogSec=`), at half its period, only while the
   * program itself makes progress. Nothing happens where it asked for none.
   * Spec: sd_watchdog_enabled(3).
   */
  startWatchdog(options: WatchdogOptions): void {
    const periodUs = this.#watchdogPeriodUs();
    if (periodUs === undefined || options.signal.aborted) return;
    const fault = this.#options.log.fault("error");
    const feed = (): void => {
      const why = options.stuck();
      if (why !== undefined) {
        return fault.raise(`the watchdog is not fed and systemd will restart picam: ${why}`);
      }
      fault.clear("the watchdog is fed again");
      void this.#send("WATCHDOG=1");
    };
    feed();
    const timer = setInterval(feed, periodUs / 2000);
    options.signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  }

  #watchdogPeriodUs(): number | undefined {
    const { env } = this.#options;
    const pid = env.get("WATCHDOG_PID");
    if (pid && pid !== String(Deno.pid)) return undefined; // meant for another process
    const periodUs = Number(env.get("WATCHDOG_USEC"));
    return env.get("NOTIFY_SOCKET") && periodUs > 0 ? periodUs : undefined;
  }

  /** One message at a time, so that they arrive in the order they were sent in. */
  #send(...assignments: string[]): Promise<void> {
    if (!this.#options.env.get("NOTIFY_SOCKET")) return Promise.resolve();
    this.#pending = this.#pending.then(() => this.#sendNow(assignments));
    return this.#pending;
  }

  async #sendNow(assignments: string[]): Promise<void> {
    const result = await this.#options.run("systemd-notify", assignments);
    if (result?.code === 0) return this.#fault.clear("systemd learns again how picam is");
    this.#fault.raise(
      result
        ? `systemd-notify failed, so systemd does not learn how picam is: ${
          result.stderr.trim() || `exit code ${result.code}`
        }`
        : "systemd-notify is not installed, so systemd does not learn how picam is: " +
          "apt-get install systemd, or use Type=exec without WatchdogSec= in the unit",
    );
  }
}

function statusLine(status: string): string {
  return `STATUS=${status.replaceAll(/\s+/g, " ")}`;
}
