/** A hundred browsers' worth of WebSockets: whether all get every frame, and what that costs. @module */
import { measure, type Measurement } from "../measure.ts";
import { startFedProduct } from "../product.ts";
import { byTurns, median } from "../rounds.ts";
import type { Row } from "../row.ts";

const clients = 100;

/** 100 clients of `/ws`, 720p30: no frame is skipped, and the server takes ≤ 25 % of a core. */
export const fanOutWs: Row = {
  name: "fan-out-ws",
  title: `${clients} clients, WebSocket`,
  async measure(tools, { rounds, windowMs }) {
    const load = { clients, windowMs, warmUpMs: 2000, path: "/ws", hello: { role: "view" } };
    const plans = { product: { start: startFedProduct, load } };
    const { product: measurements } = await byTurns(plans, {
      rounds,
      run: (plan) => measure(tools, plan),
    });
    const middle = (pick: (each: Measurement) => number) => median(measurements.map(pick));
    return {
      figures: [
        {
          what: "frames missed by any client",
          product: measurements.reduce((sum, { gaps }) => sum + gaps, 0),
          limit: 0,
          faults: measurements.map(({ faults }) => faults).join(" ").trim(),
        },
        { what: "p50 ms", product: middle(({ latencyMs }) => latencyMs.p50) },
        { what: "p99 ms", product: middle(({ latencyMs }) => latencyMs.p99) },
        { what: "processor, % of a core", product: middle((each) => each.cpuPercent), limit: 25 },
        {
          what: "memory MB, highest",
          product: middle(({ memoryBytes }) => Math.max(...memoryBytes)) / 1e6,
        },
        { what: "other programs meanwhile, % of a core", product: middle((e) => e.othersPercent) },
      ],
      measurements,
    };
  },
};
