/** What the pattern camera costs. @module */
import { cpuSeconds, residentBytes } from "../process_figures.ts";
import { startProduct } from "../product.ts";
import { median } from "../rounds.ts";
import type { Row } from "../row.ts";

const limitPercent = 10;
const warmUpMs = 3000;

/** The whole program with the pattern camera, 1280 × 720 at 30 frames/s, nobody watching. */
export const patternCpu: Row = {
  name: "pattern-cpu",
  title: "pattern camera 1280 × 720 at 30 frames/s",
  async measure(_tools, { rounds, windowMs }) {
    const percents: number[] = [];
    const megabytes: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await using product = await startProduct({ source: "pattern" });
      await passed(warmUpMs); // what the compiler of V8 does in the first seconds is not counted
      const before = await cpuSeconds(product.pid);
      const started = performance.now();
      await passed(windowMs);
      const seconds = (performance.now() - started) / 1000;
      percents.push((await cpuSeconds(product.pid) - before) / seconds * 100);
      megabytes.push(await residentBytes(product.pid) / 1e6);
    }
    return {
      figures: [
        { what: "processor, % of a core", product: median(percents), limit: limitPercent },
        { what: "memory MB", product: median(megabytes) },
      ],
      measurements: { percents, megabytes },
    };
  },
};

function passed(timeMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timeMs));
}
