import { BackOff, systemTiming, type Timing, wait } from "../observe/mod.ts";
import type { Feed, FeedContext, FeedEnd } from "./feed.ts";
import type { ReceiveStatus } from "./status.ts";

/** How one connection ended, and what that means for the next. */
export type ConnectionEnd =
  /** As asked by the signal. */
  | { readonly kind: "stopped" }
  /** The server has sent all that it was to send. */
  | { readonly kind: "limit" }
  /** There is no use in trying again; says what to do. */
  | { readonly kind: "refused"; readonly error: Error }
  /** It broke, or could not be had. */
  | {
    readonly kind: "lost";
    /** Why, in words. */
    readonly reason: string;
    /** Whether it was of use: waits start over. */
    readonly wasGood: boolean;
    /** Whether the server is sure to be there: then a good connection is followed at once. */
    readonly atOnce?: boolean;
    /** The server asked to be left alone for so long. */
    readonly retryAfterMs?: number | undefined;
  };

/** What a link connects to: one connection at a time. */
export interface LinkSource {
  /** Where, for people. */
  readonly target: string;
  /**
   * Makes one connection and receives until it ends. It fails by its result, never by throwing.
   * @param onConnected To be called when it is there.
   */
  connect(context: FeedContext, onConnected: () => void): Promise<ConnectionEnd>;
}

/** How a link keeps its connection. */
export interface ReconnectOptions {
  /** So many failed tries in a row and it gives up; 0, the default, is for ever. */
  readonly attempts?: number;
  /** First wait; 2 s by default. Waits double up to 30 s, shortened by chance by up to a quarter. */
  readonly delayMs?: number;
}

const longestDelayMs = 30_000;
/** A server that wants to be left alone for longer is asked again all the same. */
const longestPatienceMs = 600_000;

/**
 * Keeps a connection to one server for as long as it is wanted. After a cut it connects anew; where
 * to go on is the source's to know.
 */
export class Link implements Feed {
  readonly #source: LinkSource;
  readonly #attempts: number;
  readonly #timing: Timing;
  readonly #backOff: BackOff;
  #state: ReceiveStatus["state"] = "connecting";
  #problem: string | undefined;
  #failedTries = 0;

  /** Connects to nothing yet. */
  constructor(source: LinkSource, options: ReconnectOptions & { readonly timing?: Timing } = {}) {
    const { attempts = 0, delayMs = 2000, timing = systemTiming } = options;
    this.#source = source;
    this.#attempts = attempts;
    this.#timing = timing;
    this.#backOff = new BackOff({
      firstMs: delayMs,
      longestMs: Math.max(delayMs, longestDelayMs),
      random: () => timing.random(),
    });
  }

  get target(): string {
    return this.#source.target;
  }

  get state(): ReceiveStatus["state"] {
    return this.#state;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  async run(context: FeedContext): Promise<FeedEnd> {
    const { signal, onEvent } = context;
    while (!signal.aborted) {
      this.#state = "connecting";
      onEvent({ kind: "connecting", target: this.target });
      const end = await this.#source.connect(context, () => {
        this.#state = "connected";
        this.#problem = undefined;
      });
      if (end.kind === "stopped" || end.kind === "limit") return end;
      const retryMs = end.kind === "lost" ? this.#retryMs(end) : undefined;
      const reason = end.kind === "lost" ? end.reason : end.error.message;
      this.#state = "waiting";
      this.#problem = reason;
      onEvent({ kind: "disconnected", reason, ...(retryMs === undefined ? {} : { retryMs }) });
      if (retryMs === undefined) return { kind: "gave-up", error: errorOf(end) };
      if (retryMs > 0) await wait(this.#timing, retryMs, signal);
    }
    return { kind: "stopped" };
  }

  /** After how long to try again; nothing where it was tried often enough. */
  #retryMs(end: ConnectionEnd & { kind: "lost" }): number | undefined {
    if (end.wasGood) {
      this.#failedTries = 0;
      this.#backOff.reset();
      if (end.atOnce) return 0;
    } else if (++this.#failedTries === this.#attempts) return undefined;
    const askedMs = Math.min(longestPatienceMs, end.retryAfterMs ?? 0);
    return Math.max(askedMs, this.#backOff.next());
  }
}

function errorOf(end: ConnectionEnd & { kind: "lost" | "refused" }): Error {
  return end.kind === "refused" ? end.error : new Error(end.reason);
}
