import type { HistogramSnapshot } from "./histogram.ts";

/** Names and values that tell one sample of a family from another. */
export type MetricLabels = Readonly<Record<string, string>>;

/** One value of a counter or gauge. */
export interface MetricSample {
  /** Which one; may be left out where there is only one. */
  readonly labels?: MetricLabels;
  /** The value, in the unit that the family's name ends in. */
  readonly value: number;
}

/** One histogram of a family. */
export interface HistogramSample {
  /** Which one; may be left out where there is only one. */
  readonly labels?: MetricLabels;
  /** What it holds. */
  readonly snapshot: HistogramSnapshot;
}

/**
 * Samples under one name. Names go by Prometheus' conventions: base units (`_seconds`, `_bytes`),
 * counters end in `_total`, gauges and histograms do not.
 */
export type MetricFamily =
  & {
    /** `picam_` and what is measured, in snake_case. */
    readonly name: string;
    /** One sentence. */
    readonly help: string;
  }
  & ({
    /** A counter only rises while the program runs; a gauge goes up and down. */
    readonly type: "counter" | "gauge";
    /** Its values; a family without any is left out. */
    readonly samples: readonly MetricSample[];
  } | {
    /** A histogram counts values in buckets. */
    readonly type: "histogram";
    /** Its histograms; a family without any is left out. */
    readonly samples: readonly HistogramSample[];
  });

/** The media type of what {@linkcode encodeMetrics} returns. */
export const metricsContentType = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Writes metrics as Prometheus reads them. Spec: Prometheus text exposition format 0.0.4.
 *
 * @param families What to write, in this order; each name once.
 * @returns The text, for the media type {@linkcode metricsContentType}.
 * @throws {RangeError} Where a name is not one that Prometheus takes.
 */
export function encodeMetrics(families: readonly MetricFamily[]): string {
  return families.filter(({ samples }) => samples.length > 0).map(encodeFamily).join("");
}

function encodeFamily(family: MetricFamily): string {
  const name = checkedName(family.name);
  const samples = family.type === "histogram"
    ? family.samples.flatMap((sample) => histogramLines(name, sample))
    : family.samples.map(({ labels, value }) => line(name, labels, value));
  const help = family.help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return `# HELP ${name} ${help}\n# TYPE ${name} ${family.type}\n${samples.join("")}`;
}

function histogramLines(name: string, { labels, snapshot }: HistogramSample): string[] {
  const { bounds, counts, sum, count } = snapshot;
  let cumulative = 0;
  const buckets = counts.map((inBucket, i) => {
    cumulative += inBucket;
    const le = encodeNumber(bounds[i] ?? Infinity);
    return line(`${name}_bucket`, { ...labels, le }, cumulative);
  });
  return [...buckets, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, count)];
}

function line(name: string, labels: MetricLabels | undefined, value: number): string {
  const pairs = Object.entries(labels ?? {}).map(([key, text]) =>
    `${checkedName(key)}="${escapeLabel(text)}"`
  );
  return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${encodeNumber(value)}\n`;
}

function checkedName(name: string): string {
  if (/^[a-z_][a-z0-9_]*$/.test(name)) return name;
  throw new RangeError(`Metric and label names are snake_case, is ${JSON.stringify(name)}`);
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function encodeNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}
