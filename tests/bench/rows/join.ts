/** How long a newcomer waits for its first picture, whatever the distance of key frames. @module */
import type { Figure } from "../figure.ts";
import { measure, type Measurement, noiseOf, type Plan } from "../measure.ts";
import { startFedProduct } from "../product.ts";
import { byTurns, median } from "../rounds.ts";
import type { Row } from "../row.ts";
import { startYardstick } from "../yardstick.ts";

const limitMs = 20;
const gop = 300;

/** Connect → last byte of the first whole key frame, ≤ 20 ms with a key frame every 10 s. */
export const join: Row = {
  name: "join",
  title: "join: connect to first whole key frame, GOP of 300 frames",
  async measure(tools, { rounds, windowMs }) {
    // Two clients that come again by turns, at intervals that fall at every point of a frame time.
    const churning = { clients: 2, churnMs: 97, windowMs: Math.max(windowMs, 10_000) };
    const camera = { gop };
    const plans: Record<"raw" | "http" | "short", Plan> = {
      raw: { start: startFedProduct, camera, load: churning },
      http: { start: startFedProduct, camera, load: { ...churning, path: "/stream.h264" } },
      short: { start: startFedProduct, camera: { gop: 30 }, load: churning },
    };
    // The C server has no key frame to give: who comes waits for the next one, as with most servers.
    const waiting = { clients: 50, everyMs: 97, windowMs: 100 };
    const yardstick = await measure(tools, { start: startYardstick, camera, load: waiting });
    const measurements = await byTurns(plans, { rounds, run: (plan) => measure(tools, plan) });
    const figures = [
      ...figuresOf("raw TCP", measurements.raw, yardstick),
      ...figuresOf("HTTP", measurements.http, yardstick),
      ...figuresOf("raw TCP, GOP of 30", measurements.short),
    ];
    return { figures, measurements: { yardstick, ...measurements } };
  },
};

function figuresOf(how: string, results: Measurement[], yardstick?: Measurement): Figure[] {
  const pick = (key: "p50" | "p99") => ({
    what: `${key} ms, ${how}`,
    ...(yardstick === undefined ? {} : { yardstick: yardstick.joinMs[key] }),
    product: median(results.map(({ joinMs }) => joinMs[key])),
    limit: limitMs,
  });
  const others = results.reduce((sum, { notKeyFirst }) => sum + notKeyFirst, 0);
  const faults = [
    ...results.map((result) => result.faults),
    others === 0 ? "" : `${others} did not start at a key frame`,
  ];
  return [
    { ...pick("p50"), faults: faults.join(" ").trim() },
    pick("p99"),
    noiseOf({ yardstick: yardstick === undefined ? results : [yardstick], product: results }),
  ];
}
