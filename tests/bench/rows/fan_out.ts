/** A thousand clients at once, on the bare port, over HTTP and framed, against the C server. @module */
import type { Figure } from "../figure.ts";
import { measure, type Measurement, noiseOf, type Plan } from "../measure.ts";
import { startFedProduct } from "../product.ts";
import { byTurns, median } from "../rounds.ts";
import type { Row } from "../row.ts";
import { startYardstick } from "../yardstick.ts";

interface Targets {
  /** GET this path of picam's; absent: its bare port. */
  readonly path?: string;
  /** Or speak the framed protocol. */
  readonly hello?: Readonly<Record<string, unknown>>;
  readonly p99Ratio: number;
  readonly cpuRatio: number;
  readonly memoryMb: number;
}

/** Raw TCP: no gap, p99 ≤ 1.3 × C, processor ≤ 2 × C, ≤ 90 MB. */
export const fanOutRaw: Row = rowOf("fan-out-raw", { p99Ratio: 1.3, cpuRatio: 2, memoryMb: 90 });

/** HTTP, against the C server's raw TCP: no gap, p99 ≤ 1.5 × C, processor ≤ 3 × C, ≤ 130 MB. */
export const fanOutHttp: Row = rowOf("fan-out-http", {
  path: "/stream.h264",
  p99Ratio: 1.5,
  cpuRatio: 3,
  memoryMb: 130,
});

/** Framed, against the C server's raw TCP; the limits are those of HTTP. */
export const fanOutFramed: Row = rowOf("fan-out-framed", {
  hello: { role: "view" },
  p99Ratio: 1.5,
  cpuRatio: 3,
  memoryMb: 130,
});

function rowOf(name: string, targets: Targets): Row {
  const { path, hello } = targets;
  const protocol = path !== undefined ? "HTTP" : hello !== undefined ? "framed" : "raw TCP";
  const asked = {
    ...(path === undefined ? {} : { path }),
    ...(hello === undefined ? {} : { hello }),
  };
  return {
    name,
    title: `1000 clients, ${protocol}`,
    async measure(tools, { rounds, windowMs, clients }) {
      const load = { clients, windowMs, warmUpMs: 2000 };
      const plans: Record<"yardstick" | "product", Plan> = {
        yardstick: { start: startYardstick, load },
        product: { start: startFedProduct, load: { ...load, ...asked } },
      };
      const measurements = await byTurns(plans, { rounds, run: (plan) => measure(tools, plan) });
      return { figures: figuresOf(measurements, targets), measurements };
    },
  };
}

function figuresOf(
  { yardstick, product }: Record<"yardstick" | "product", Measurement[]>,
  targets: Targets,
): Figure[] {
  const compare = (what: string, pick: (result: Measurement) => number, times?: number): Figure => {
    const base = median(yardstick.map(pick));
    const figure = { what, yardstick: base, product: median(product.map(pick)) };
    return times === undefined
      ? figure
      : { ...figure, limit: base * times, target: `${times} × C` };
  };
  const memoryMb = ({ memoryBytes }: Measurement) => Math.max(...memoryBytes) / 1e6;
  const sum = (all: Measurement[]) => all.reduce((total, { gaps }) => total + gaps, 0);
  return [
    {
      what: "frames missed by any client",
      yardstick: sum(yardstick),
      product: sum(product),
      limit: 0,
      faults: product.map((result) => result.faults).join(" ").trim(),
    },
    compare("p50 ms", ({ latencyMs }) => latencyMs.p50),
    compare("p99 ms", ({ latencyMs }) => latencyMs.p99, targets.p99Ratio),
    compare("processor, % of a core", ({ cpuPercent }) => cpuPercent, targets.cpuRatio),
    { ...compare("memory MB, highest", memoryMb), limit: targets.memoryMb },
    compare("descriptors", ({ descriptors }) => descriptors),
    noiseOf({ yardstick, product }),
  ];
}
