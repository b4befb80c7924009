/** How fast a client gets what it missed, and what that costs those who watch live. @module */
import type { Figure } from "../figure.ts";
import { Load, type LoadPlan, type LoadResult } from "../load.ts";
import { measure, type Measurement, portOf } from "../measure.ts";
import { startFedProduct } from "../product.ts";
import { byTurns, median } from "../rounds.ts";
import type { Row } from "../row.ts";
import type { Tools } from "../tools.ts";

const leastMbps = 500;
/** "Not starved": the live viewers' median, with what two runs of the same differ by. */
const sameTimes = 1.5;
const sameMs = 1;

/** 8 Mbit/s at 30 frames a second, four times as fast: the ring of 64 MB is full in 17 s. */
const camera = { fps: 120, bitrate: 32_000_000 };
const fillMs = 18_000;
const live: LoadPlan = { clients: 10, hello: { role: "view" }, windowMs: 8000 };
const missed: LoadPlan = {
  hello: { role: "view", from: { kind: "oldest" }, policy: "gapless" },
  warmUpMs: 0,
  windowMs: 2000,
};

/** What the live viewers saw, and where somebody caught up meanwhile, how. */
interface Watched {
  readonly watched: Measurement;
  readonly caughtUp: readonly LoadResult[];
}

/** Catching up out of a full ring: ≥ 500 Mbit/s, with ten live viewers who do not feel it. */
export const catchUp: Row = {
  name: "catch-up",
  title: "the whole ring, framed, beside 10 live viewers",
  async measure(tools, { rounds }) {
    const plans = { alone: 0, beside: 3 };
    const run = (times: number): Promise<Watched> => watch(tools, times);
    const measurements = await byTurns(plans, { rounds, run });
    return { figures: figuresOf(measurements), measurements };
  },
};

/** Lets live viewers watch while the ring is fetched so many times, one after the other. */
async function watch(tools: Tools, times: number): Promise<Watched> {
  const caughtUp: LoadResult[] = [];
  const plan = { start: startFedProduct, camera, load: { ...live, warmUpMs: fillMs } };
  const watched = await measure(tools, plan, async (server) => {
    for (let left = times; left > 0; left--) {
      await using load = new Load(tools, { port: portOf(server, missed), plan: missed });
      caughtUp.push(await load.result());
    }
  });
  return { watched, caughtUp };
}

function figuresOf({ alone, beside }: Record<"alone" | "beside", Watched[]>): Figure[] {
  const p50 = (all: Watched[]) => median(all.map(({ watched }) => watched.latencyMs.p50));
  const p99 = (all: Watched[]) => median(all.map(({ watched }) => watched.latencyMs.p99));
  const fetched = beside.flatMap(({ caughtUp }) => caughtUp);
  const mbps = median(fetched.map(({ slowestCatchUpMbps }) => slowestCatchUpMbps));
  const faults = [...alone, ...beside].map(({ watched }) => watched.faults).join(" ").trim();
  return [
    {
      what: "ms for a gigabit",
      product: 1e6 / mbps,
      limit: 1e6 / leastMbps,
      target: `${leastMbps} Mbit/s`,
      faults: fetched.some(({ caughtUp }) => caughtUp === 0) ? "not caught up" : "",
    },
    { what: "catching up, Mbit/s", product: mbps },
    {
      what: "live p50 ms, without and with it",
      yardstick: p50(alone),
      product: p50(beside),
      limit: p50(alone) * sameTimes + sameMs,
      target: "the same",
      faults,
    },
    { what: "live p99 ms, without and with it", yardstick: p99(alone), product: p99(beside) },
  ];
}
