/** Latency of one client on the bare port, against the C server. @module */
import type { Figure } from "../figure.ts";
import { measure, type Measurement, noiseOf, type Plan } from "../measure.ts";
import { startFedProduct } from "../product.ts";
import { byTurns, median } from "../rounds.ts";
import type { Row } from "../row.ts";
import { startYardstick } from "../server.ts";

const addedMs = 0.5;
const p99LimitMs = 3;

/** Camera's write → client's read, one client, raw TCP, 720p30, 2 Mbit/s. */
export const latency: Row = {
  name: "latency",
  title: "latency, 1 client, raw TCP",
  async measure(tools, { rounds, windowMs }) {
    const figures: Figure[] = [];
    const measurements: Record<string, unknown> = {};
    for (const write of ["stdio", "one"] as const) {
      const load = { windowMs };
      const plans: Record<"yardstick" | "product", Plan> = {
        yardstick: { start: startYardstick, camera: { write }, load },
        product: { start: startFedProduct, camera: { write }, load },
      };
      const results = await byTurns(plans, { rounds, run: (plan) => measure(tools, plan) });
      measurements[write] = results;
      figures.push(...figuresOf(results, write === "one" ? "one write" : "stdio writes"));
    }
    return { figures, measurements };
  },
};

function figuresOf(
  { yardstick, product }: Record<"yardstick" | "product", Measurement[]>,
  camera: string,
): Figure[] {
  const p50 = (all: Measurement[]) => median(all.map(({ latencyMs }) => latencyMs.p50));
  const p99 = (all: Measurement[]) => median(all.map(({ latencyMs }) => latencyMs.p99));
  const faults = product.map((result) => result.faults).join(" ").trim();
  return [
    {
      what: `p50 ms, ${camera} a frame`,
      yardstick: p50(yardstick),
      product: p50(product),
      limit: p50(yardstick) + addedMs,
      target: "C + 0.5",
      faults,
    },
    {
      what: `p99 ms, ${camera} a frame`,
      yardstick: p99(yardstick),
      product: p99(product),
      limit: p99LimitMs,
    },
    noiseOf({ yardstick, product }),
  ];
}
