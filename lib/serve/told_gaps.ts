import type { Gap } from "../frame/mod.ts";
import type { MetricFamily, MetricSample } from "../observe/mod.ts";

/**
 * Counts the GAPs that clients of the framed protocol were told, receivers of a push included, and the
 * frames that these will never get. Unlike what is counted of each client, it outlives them.
 */
export class ToldGaps {
  readonly #gaps: Record<Gap["reason"], number> = { overrun: 0, skipped: 0, epoch: 0 };
  /** How many an epoch that is over had left, nobody knows. */
  readonly #lostFrames: Record<Exclude<Gap["reason"], "epoch">, number> = {
    overrun: 0,
    skipped: 0,
  };

  /** Counts one. */
  add({ reason, first = 0, last = -1 }: Gap): void {
    this.#gaps[reason]++;
    if (reason !== "epoch") this.#lostFrames[reason] += last - first + 1;
  }

  /** Everything, as Prometheus families; a reason that never was is there with 0. */
  families(): MetricFamily[] {
    return [
      {
        name: "picam_gaps_total",
        help: "GAPs told to clients of the framed protocol: frames left the ring (overrun), were " +
          "skipped by the live policy, or are numbered anew (epoch)",
        type: "counter",
        samples: samplesOf(this.#gaps),
      },
      {
        name: "picam_lost_frames_total",
        help: "Frames that these clients were told they will never get",
        type: "counter",
        samples: samplesOf(this.#lostFrames),
      },
    ];
  }
}

function samplesOf(counts: Readonly<Record<string, number>>): MetricSample[] {
  return Object.entries(counts).map(([reason, value]) => ({ labels: { reason }, value }));
}
