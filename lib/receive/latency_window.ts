import type { LatencyQuantiles } from "./status.ts";

const keptFrames = 1024;
const windowUs = 10e6;

/**
 * Latencies of the newest frames, and their exact quantiles. Constant memory, nothing allocated per
 * frame; what it costs to sort is paid by whoever asks, once a second.
 */
export class LatencyWindow {
  readonly #latenciesUs = new Float64Array(keptFrames);
  readonly #atUs = new Float64Array(keptFrames);
  #count = 0;

  /** Adds a frame's. @param nowUs When it was received, of any clock that does not step. */
  add(latencyUs: number, nowUs: number): void {
    const at = this.#count++ % keptFrames;
    this.#latenciesUs[at] = latencyUs;
    this.#atUs[at] = nowUs;
  }

  /** Of the frames of the last 10 s, at most the newest 1024; nothing where there were none. */
  quantiles(nowUs: number): LatencyQuantiles | undefined {
    const kept = Math.min(this.#count, keptFrames);
    const recent = this.#latenciesUs.subarray(0, kept)
      .filter((_, at) => nowUs - (this.#atUs[at] ?? 0) <= windowUs).sort();
    if (recent.length === 0) return undefined;
    const quantile = (q: number): number =>
      recent[Math.max(0, Math.ceil(q * recent.length) - 1)] ?? 0;
    const [p50, p95, p99] = [quantile(0.5), quantile(0.95), quantile(0.99)];
    return { p50: Math.round(p50), p95: Math.round(p95), p99: Math.round(p99) };
  }
}
