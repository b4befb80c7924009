/** Whether memory stays where it is while clients come and go. @module */
import { faultsOf, Load } from "../load.ts";
import { openDescriptors, residentBytes } from "../process_figures.ts";
import { startFedProduct } from "../product.ts";
import { median } from "../rounds.ts";
import type { Row } from "../row.ts";

const sampleMs = 1000;
const settledMinutes = 5;
const growth = 1.05;

/** Ten clients, one of which comes anew each second: at the end ≤ 5 % above the settled value. */
export const memory: Row = {
  name: "memory",
  title: "memory, 10 clients with churn",
  async measure(tools, { minutes }) {
    const windowMs = minutes * 60_000;
    const settledAt = Math.min(settledMinutes, minutes / 2);
    await using server = await startFedProduct(tools, {});
    const { pid, rawPort, httpPort = 0 } = server;
    const plan = { clients: 5, churnMs: 2000, windowMs };
    await using raw = new Load(tools, { port: rawPort, plan });
    await using http = new Load(tools, { port: httpPort, plan: { ...plan, path: "/stream.h264" } });
    await Promise.all([raw.window(), http.window()]);
    const first = await openDescriptors(pid);
    const samples = await sampled(pid, Promise.all([raw.result(), http.result()]));
    const spanned = (until: number) => median(samples.memory.slice(Math.max(0, until - 30), until));
    const settled = spanned(Math.round(settledAt * 60_000 / sampleMs)) / 1e6;
    const last = spanned(samples.memory.length) / 1e6;
    return {
      figures: [
        { what: `MB after ${settledAt} min`, product: settled },
        {
          what: `MB after ${minutes} min`,
          product: last,
          limit: settled * growth,
          target: "+ 5 %",
          faults: samples.results.map(faultsOf).join(" ").trim(),
        },
        { what: "MB, highest", product: Math.max(...samples.memory) / 1e6 },
        { what: "descriptors more", product: await openDescriptors(pid) - first, limit: 10 },
      ],
      measurements: samples,
    };
  },
};

async function sampled<T>(
  pid: number,
  results: Promise<T>,
): Promise<{ memory: number[]; results: T }> {
  const memory: number[] = [];
  let sampling: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    sampling = residentBytes(pid).then((bytes) => memory.push(bytes));
  }, sampleMs);
  try {
    return { memory, results: await results };
  } finally {
    clearInterval(timer);
    await sampling;
  }
}
