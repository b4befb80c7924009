/** Runs the measuring clients of `load.c` and reads their books. @module */
import { Child } from "./child.ts";
import type { Tools } from "./tools.ts";

/** Median, 99th percentile and greatest value of a time, in milliseconds. */
export interface Times {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What the clients counted. Gaps, damage and the like cover the whole run, not the window alone. */
export interface LoadResult {
  readonly clients: number;
  /** Length of the window. */
  readonly seconds: number;
  /** Processor time that the clients themselves took in it. */
  readonly cpuSeconds: number;
  /** Frames received in the window, all clients together. */
  readonly frames: number;
  /** Payload bytes received in the window, all clients together. */
  readonly bytes: number;
  /** Frame numbers that a client should have seen and did not. */
  readonly gaps: number;
  /** Frames with a number that was had before. */
  readonly repeats: number;
  /** Frames whose beginning or end is not where it must be. */
  readonly damaged: number;
  /** Connections that the server closed. */
  readonly closed: number;
  /** The same, of clients that read nothing. */
  readonly stalledClosed: number;
  /** How many frames the slowest client was behind at the end. */
  readonly behind: number;
  /** Clients whose first frame was no key frame. */
  readonly notKeyFirst: number;
  /** From the camera's write to the arrival of a frame's last byte. */
  readonly latencyMs: Times;
  /** How many connections got a first whole key frame; with churn, of those in the window. */
  readonly joins: number;
  /** From connect to the last byte of that frame. */
  readonly joinMs: Times;
  /** How many connections got all that was there when they came. */
  readonly caughtUp: number;
  /** From connect to the last byte of it. */
  readonly catchUpMs: Times;
  /** At which rate the slowest of them got it, Mbit/s. */
  readonly slowestCatchUpMbps: number;
}

/** What the clients are to do. */
export interface LoadPlan {
  /** Path to GET; absent: bare TCP. */
  readonly path?: string;
  /** What HELLO says, of the framed protocol, with a path over a WebSocket; absent: none. */
  readonly hello?: Readonly<Record<string, unknown>>;
  /** Clients that read; 1 by default. */
  readonly clients?: number;
  /** Clients that connect and read nothing; none by default. */
  readonly stalled?: number;
  /** From the moment that all receive to the window; 1000 by default. */
  readonly warmUpMs?: number;
  /** Length of the measurement; 10000 by default. */
  readonly windowMs?: number;
  /** From one connect to the next; 0, the default: as fast as they are accepted. */
  readonly everyMs?: number;
  /** Every so often one client closes and comes again; 0, the default: never. */
  readonly churnMs?: number;
}

/** A running load: await `window`, then `result`. */
export class Load implements AsyncDisposable {
  readonly #child: Child;
  readonly #plan: LoadPlan;

  /** Starts the clients against 127.0.0.1:`port`. */
  constructor(tools: Tools, options: { port: number; plan: LoadPlan }) {
    const { port, plan } = options;
    this.#plan = plan;
    const flags = {
      "--port": port,
      "--path": plan.path,
      "--hello": plan.hello === undefined ? undefined : JSON.stringify(plan.hello),
      "--clients": plan.clients,
      "--stalled": plan.stalled,
      "--warm-up-ms": plan.warmUpMs,
      "--window-ms": plan.windowMs,
      "--every-ms": plan.everyMs,
      "--churn-ms": plan.churnMs,
    };
    const args = Object.entries(flags)
      .flatMap(([flag, value]) => value === undefined ? [] : [flag, String(value)]);
    this.#child = new Child(tools.load, { args });
  }

  /** Waits until all clients receive and the warm-up is over. */
  async window(): Promise<void> {
    const timeoutMs = 90_000 + (this.#plan.warmUpMs ?? 1000);
    await this.#child.line(/"event":"window"/, { timeoutMs });
  }

  /** Waits for the end of the window. */
  async result(): Promise<LoadResult> {
    const timeoutMs = 30_000 + (this.#plan.windowMs ?? 10_000);
    const [line] = await this.#child.line(/^.*"event":"result".*$/, { timeoutMs });
    return JSON.parse(line);
  }

  /** Ends the clients. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#child[Symbol.asyncDispose]();
  }
}

/**
 * Says what is wrong with what the clients saw.
 *
 * @returns The faults in words; empty when every client saw every frame.
 */
export function faultsOf(result: LoadResult): string {
  const { gaps, repeats, damaged, closed, behind } = result;
  const faults = { gaps, repeats, damaged, closed, "frames behind": behind > 15 ? behind : 0 };
  return Object.entries(faults)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`).join(", ");
}
