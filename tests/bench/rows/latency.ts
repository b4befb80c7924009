/** Latency of one client, on the bare port and framed, against the C server. @module */
import type { Figure } from "../figure.ts";
import { measure, type Measurement, noiseOf, type Plan } from "../measure.ts";
import { startCameraProduct, startFedProduct } from "../product.ts";
import { byTurns, median } from "../rounds.ts";
import type { Row } from "../row.ts";
import { startYardstick } from "../yardstick.ts";

const addedMs = 0.5;
const p99LimitMs = 3;
const framedP99LimitMs = 6;

/** Ways that frames come in: a camera program's stdout, as on a Pi, or our stdin. */
const ways = [
  { how: "rpicam-vid, stdio", start: startCameraProduct, write: "stdio" },
  { how: "rpicam-vid, one write", start: startCameraProduct, write: "one" },
  { how: "stdin, stdio", start: startFedProduct, write: "stdio" },
] as const;

/** Camera's write → client's read, one client, raw TCP, 720p30, 2 Mbit/s. */
export const latency: Row = {
  name: "latency",
  title: "latency, 1 client, raw TCP",
  async measure(tools, { rounds, windowMs }) {
    const figures: Figure[] = [];
    const measurements: Record<string, unknown> = {};
    for (const { how, start, write } of ways) {
      const load = { windowMs };
      const plans: Record<"yardstick" | "product", Plan> = {
        yardstick: { start: startYardstick, camera: { write }, load },
        product: { start, camera: { write }, load },
      };
      const results = await byTurns(plans, { rounds, run: (plan) => measure(tools, plan) });
      measurements[how] = results;
      figures.push(...figuresOf(results, how));
    }
    return { figures, measurements };
  },
};

/** The same in the framed protocol, where a frame is passed on when its end is known. */
export const latencyFramed: Row = {
  name: "latency-framed",
  title: "latency, 1 client, framed",
  async measure(tools, { rounds, windowMs }) {
    const figures: Figure[] = [];
    const measurements: Record<string, unknown> = {};
    for (const { how, start, write } of ways) {
      const load = { windowMs };
      const plans: Record<"yardstick" | "product", Plan> = {
        yardstick: { start: startYardstick, camera: { write }, load },
        product: { start, camera: { write }, load: { ...load, hello: { role: "view" } } },
      };
      const results = await byTurns(plans, { rounds, run: (plan) => measure(tools, plan) });
      measurements[how] = results;
      const [p50, p99, noise] = figuresOf(results, how) as [Figure, Figure, Figure];
      const { limit: _, target: __, ...told } = p50;
      figures.push(told, { ...p99, limit: framedP99LimitMs }, noise);
    }
    return { figures, measurements };
  },
};

function figuresOf(
  { yardstick, product }: Record<"yardstick" | "product", Measurement[]>,
  how: string,
): Figure[] {
  const p50 = (all: Measurement[]) => median(all.map(({ latencyMs }) => latencyMs.p50));
  const p99 = (all: Measurement[]) => median(all.map(({ latencyMs }) => latencyMs.p99));
  const faults = product.map((result) => result.faults).join(" ").trim();
  return [
    {
      what: `p50 ms, ${how}`,
      yardstick: p50(yardstick),
      product: p50(product),
      limit: p50(yardstick) + addedMs,
      target: "C + 0.5",
      faults,
    },
    {
      what: `p99 ms, ${how}`,
      yardstick: p99(yardstick),
      product: p99(product),
      limit: p99LimitMs,
    },
    noiseOf({ yardstick, product }),
  ];
}
