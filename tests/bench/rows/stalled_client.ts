/** What one client that reads nothing costs the server and the others. @module */
import type { Figure } from "../figure.ts";
import { measure, type Measurement, noiseOf, type Plan } from "../measure.ts";
import { startFedProduct } from "../product.ts";
import { byTurns, median } from "../rounds.ts";
import type { Row } from "../row.ts";
import { startYardstick } from "../yardstick.ts";

const memoryLimitMb = 1;
/** "No change", with what two runs of the same differ by: a tenth and 0.3 ms. */
const sameTimes = 1.1;
const sameMs = 0.3;

type Name = "alone" | "stalled" | "yardstick" | "yardstickStalled";

/** Memory + ≤ 1 MB, others' latency unchanged; fresh processes of the same age are compared. */
export const stalledClient: Row = {
  name: "stalled-client",
  title: "one client that reads nothing, beside 10 that do",
  async measure(tools, { rounds, windowMs }) {
    // Longer than the lag limit: the client has been left behind for good when the window begins.
    const load = { clients: 10, windowMs, warmUpMs: 6000 };
    const plans: Record<Name, Plan> = {
      yardstick: { start: startYardstick, load },
      alone: { start: startFedProduct, load },
      yardstickStalled: { start: startYardstick, load: { ...load, stalled: 1 } },
      stalled: { start: startFedProduct, load: { ...load, stalled: 1 } },
    };
    const measurements = await byTurns(plans, { rounds, run: (plan) => measure(tools, plan) });
    return { figures: figuresOf(measurements), measurements };
  },
};

function figuresOf(results: Record<Name, Measurement[]>): Figure[] {
  const of = (name: Name, pick: (result: Measurement) => number) => median(results[name].map(pick));
  const memoryMb = ({ memoryBytes }: Measurement) => median(memoryBytes) / 1e6;
  const faults = [...results.alone, ...results.stalled].map((result) => result.faults);
  const times = (["p50", "p99"] as const).flatMap((key): Figure[] => {
    const pick = ({ latencyMs }: Measurement) => latencyMs[key];
    const alone = of("alone", pick);
    return [
      { what: `others' ${key} ms without it`, yardstick: of("yardstick", pick), product: alone },
      {
        what: `others' ${key} ms with it`,
        yardstick: of("yardstickStalled", pick),
        product: of("stalled", pick),
        limit: alone * sameTimes + sameMs,
        target: "the same",
      },
    ];
  });
  return [
    {
      what: "memory MB more with it",
      yardstick: of("yardstickStalled", memoryMb) - of("yardstick", memoryMb),
      product: of("stalled", memoryMb) - of("alone", memoryMb),
      limit: memoryLimitMb,
      faults: faults.join(" ").trim(),
    },
    ...times,
    noiseOf({ yardstick: results.yardstickStalled, product: results.stalled }),
  ];
}
