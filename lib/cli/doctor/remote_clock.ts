import type { PicamUrl, RemoteSettings } from "../../config/mod.ts";
import type { NowUs } from "../../frame/mod.ts";
import { systemTiming, type Timing, wait } from "../../observe/mod.ts";
import { watch } from "../../session/mod.ts";
import type { ClockEstimate } from "../../wire/mod.ts";
import { dialUrl, secureFor, tokenOf } from "../remote.ts";
import { agent } from "../version.ts";

/** What is known of the way and of the server's clock. */
export interface ClockMeasure extends ClockEstimate {
  /** From capture to receipt, µs, of each frame that came; ascending. */
  readonly latenciesUs: readonly number[];
}

/** The first messages of a program take it longer than any later ones. */
const warmUpMs = 500;
const exchanges = 8;
const betweenMs = 100;

/**
 * Measures round trip, clock offset and latency beside the live stream, with exchanges spread over
 * a second: a delay that only one of them has does not count.
 *
 * @returns nothing where the server went or did not answer.
 */
export async function measureClock(
  url: PicamUrl,
  { settings, nowUs, signal, timing = systemTiming }: {
    readonly settings: RemoteSettings;
    readonly nowUs: NowUs;
    readonly signal: AbortSignal;
    readonly timing?: Timing;
  },
): Promise<ClockMeasure | undefined> {
  const token = tokenOf(settings);
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const pipe = await dialUrl(url, { signal, secure: secureFor(url, settings) });
  const agesUs: number[] = [];
  const hello = { agent, role: "view", ...(token === undefined ? {} : { token }) } as const;
  const conversation = watch({ pipe, hello, nowUs, timing }, {
    onWelcome: () => {},
    onFrame: ({ captureUs }) => void agesUs.push(nowUs() - captureUs),
    onGap: () => {},
    onEnd: () => {},
    onEvent: () => {},
    onClose: () => over.abort(),
  });
  await wait(timing, warmUpMs, either);
  agesUs.length = 0;
  for (let count = 0; count < exchanges && !either.aborted; count++) {
    conversation.ping();
    await wait(timing, betweenMs, either);
  }
  conversation.destroy();
  const { estimate } = conversation.clock;
  if (estimate === undefined || either.aborted) return undefined;
  const latenciesUs = agesUs.map((ageUs) => Math.max(0, ageUs + estimate.offsetUs));
  return { ...estimate, latenciesUs: latenciesUs.sort((a, b) => a - b) };
}
