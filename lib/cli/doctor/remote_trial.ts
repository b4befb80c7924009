import type { PicamUrl, RemoteSettings } from "../../config/mod.ts";
import type { From, NowUs, Policy } from "../../frame/mod.ts";
import { systemTiming, type Timing } from "../../observe/mod.ts";
import { type CameraStatus, openLink, Receiver } from "../../receive/mod.ts";
import { secureFor, tokenOf } from "../remote.ts";
import { agent } from "../version.ts";

/** What came of receiving from a server for a moment. */
export interface RemoteTrial {
  /** From the attempt to the greeting, in ms; absent where there was none. */
  readonly connectMs?: number;
  /** What the server calls itself; empty where it does not tell. */
  readonly agent: string;
  /** Why there was no connection, or it broke. */
  readonly trouble?: string;
  /** What came, and what was measured of it; absent where nothing was received. */
  readonly camera?: CameraStatus;
  /** Bytes that came one right after the other, from the first frame on. */
  readonly burst: Burst;
}

/** Frames that followed one another without a wait. */
export interface Burst {
  /** How many bytes. */
  readonly bytes: number;
  /** In how long, ms. */
  readonly ms: number;
}

/** What a trial is made of. */
export interface TrialOptions {
  /** Token and trust. */
  readonly settings: RemoteSettings;
  /** Where to begin. */
  readonly from: From;
  /** What the server does where this side falls behind. */
  readonly policy: Policy;
  /** How long to receive. */
  readonly forMs: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
  /** This side's clock. */
  readonly nowUs: NowUs;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
}

/** A wait longer than this between two frames ends a burst: what follows comes as the camera makes it. */
const burstPauseMs = 15;

/**
 * Receives from a server for a moment, and keeps nothing but figures.
 *
 * @throws {UsageError} where a token or certificate cannot be had.
 */
export async function tryRemote(url: PicamUrl, options: TrialOptions): Promise<RemoteTrial> {
  const { settings, from, policy, forMs, nowUs, timing = systemTiming } = options;
  const feed = openLink(url, {
    agent,
    token: tokenOf(settings),
    secure: secureFor(url, settings),
    ...{ from, policy, nowUs, timing },
    reconnect: { attempts: 1 },
  });
  const startMs = timing.nowMs();
  const burst = new BurstMeter(timing);
  const seen: { connectMs?: number; agent: string; trouble?: string } = { agent: "" };
  const over = new AbortController();
  const cancel = timing.after(forMs, () => over.abort());
  const receiver = new Receiver({
    feed,
    openOutputs: () => [burst],
    isGapless: false,
    nowUs,
    timing,
    onEvent: (event) => {
      if (event.kind === "disconnected") seen.trouble ??= event.reason;
      if (event.kind !== "connected") return;
      seen.connectMs ??= timing.nowMs() - startMs;
      seen.agent = event.agent;
    },
  });
  // The figures are of the moment before the end: afterwards nobody is connected.
  let camera: CameraStatus | undefined;
  over.signal.addEventListener("abort", () => camera = receiver.status().cameras[0]);
  const { end } = await receiver.run(AbortSignal.any([options.signal, over.signal]));
  cancel();
  const trouble = end.kind === "gave-up" ? end.error.message : seen.trouble;
  return {
    ...seen,
    ...(trouble === undefined ? {} : { trouble }),
    ...(camera === undefined ? {} : { camera }),
    burst: burst.measured,
  };
}

/** Takes frames, and measures how fast the first of them came. */
class BurstMeter {
  readonly #timing: Timing;
  #firstMs: number | undefined;
  #lastMs = 0;
  #bytes = 0;
  #isOver = false;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /** What was measured so far; the first frame only starts the clock. */
  get measured(): Burst {
    return { bytes: this.#bytes, ms: this.#lastMs - (this.#firstMs ?? this.#lastMs) };
  }

  write({ payload }: { readonly payload: Uint8Array }): Promise<void> {
    const nowMs = this.#timing.nowMs();
    this.#isOver ||= this.#firstMs !== undefined && nowMs - this.#lastMs > burstPauseMs;
    if (this.#isOver) return Promise.resolve();
    if (this.#firstMs === undefined) this.#firstMs = nowMs;
    else this.#bytes += payload.length;
    this.#lastMs = nowMs;
    return Promise.resolve();
  }

  gap(): void {}

  close(): Promise<void> {
    return Promise.resolve();
  }
}
