// Judge: Prometheus' own promtool reads what picam writes and checks it against its conventions.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { encodeMetrics, Histogram, type MetricFamily } from "../../lib/observe/mod.ts";

async function isInstalled(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}

const ignore = !await isInstalled("promtool");
if (ignore) console.log("promtool is missing: apt-get install prometheus");

async function check(families: readonly MetricFamily[]): Promise<{ code: number; said: string }> {
  const promtool = new Deno.Command("promtool", {
    args: ["check", "metrics"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = promtool.stdin.getWriter();
  await writer.write(new TextEncoder().encode(encodeMetrics(families)));
  await writer.close();
  const { code, stdout, stderr } = await promtool.output();
  const text = new TextDecoder();
  return { code, said: text.decode(stdout) + text.decode(stderr) };
}

const histogram = new Histogram([0.001, 0.1, 1e22]);
for (const value of [0.0001, 0.05, 7]) histogram.observe(value);

const families: MetricFamily[] = [
  {
    name: "picam_frames_total",
    help: "Frames from the camera, with a \\ and\na second line.",
    type: "counter",
    samples: [{ value: 2 ** 53 }],
  },
  {
    name: "picam_client_lag_seconds",
    help: "How far a client is behind.",
    type: "gauge",
    samples: [
      { labels: { remote: '[::1]:5 "\\\n é 💡', protocol: "http" }, value: 1e-7 },
      { labels: { remote: "b", protocol: "http" }, value: NaN },
      { labels: { remote: "c", protocol: "http" }, value: -Infinity },
    ],
  },
  {
    name: "picam_write_seconds",
    help: "Time a write takes.",
    type: "histogram",
    samples: [
      { labels: { port: "raw" }, snapshot: histogram.snapshot() },
      { labels: { port: "http" }, snapshot: new Histogram([1, 2]).snapshot() },
    ],
  },
];

Deno.test({
  name: "promtool finds nothing to complain of in counters, gauges, histograms and odd labels",
  ignore,
  fn: async () => assertEquals(await check(families), { code: 0, said: "" }),
});

Deno.test({
  name: "promtool does complain of a name against the conventions, so its silence means something",
  ignore,
  fn: async () => {
    const { said } = await check([
      { name: "picam_frames", help: "F.", type: "counter", samples: [{ value: 1 }] },
    ]);
    assertStringIncludes(said, "_total");
  },
});
