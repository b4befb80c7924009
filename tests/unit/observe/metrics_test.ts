import { assertEquals, assertThrows } from "@std/assert";
import { encodeMetrics, Histogram } from "../../../lib/observe/mod.ts";

Deno.test("counters and gauges are written with help, type, labels and value", () => {
  const text = encodeMetrics([
    {
      name: "picam_frames_total",
      help: "Frames from the camera.",
      type: "counter",
      samples: [{ value: 12 }],
    },
    {
      name: "picam_client_lag_seconds",
      help: "How far a client is behind.",
      type: "gauge",
      samples: [
        { labels: { protocol: "http", remote: "[::1]:5" }, value: 0.25 },
        { labels: { protocol: "raw-tcp", remote: "10.0.0.1:6" }, value: 1e-7 },
      ],
    },
  ]);
  assertEquals(
    text,
    `# HELP picam_frames_total Frames from the camera.
# TYPE picam_frames_total counter
picam_frames_total 12
# HELP picam_client_lag_seconds How far a client is behind.
# TYPE picam_client_lag_seconds gauge
picam_client_lag_seconds{protocol="http",remote="[::1]:5"} 0.25
picam_client_lag_seconds{protocol="raw-tcp",remote="10.0.0.1:6"} 1e-7
`,
  );
});

Deno.test("a histogram is written with cumulative buckets, sum and count", () => {
  const histogram = new Histogram([0.5, 1]);
  for (const value of [0.1, 0.7, 0.8, 4]) histogram.observe(value);
  const text = encodeMetrics([{
    name: "picam_write_seconds",
    help: "Time.",
    type: "histogram",
    samples: [{ labels: { port: "raw" }, snapshot: histogram.snapshot() }],
  }]);
  assertEquals(
    text,
    `# HELP picam_write_seconds Time.
# TYPE picam_write_seconds histogram
picam_write_seconds_bucket{port="raw",le="0.5"} 1
picam_write_seconds_bucket{port="raw",le="1"} 3
picam_write_seconds_bucket{port="raw",le="+Inf"} 4
picam_write_seconds_sum{port="raw"} 5.6
picam_write_seconds_count{port="raw"} 4
`,
  );
});

Deno.test("special values and characters are escaped", () => {
  const text = encodeMetrics([{
    name: "picam_x",
    help: "A \\ and\na line.",
    type: "gauge",
    samples: [
      { labels: { a: 'quote " backslash \\ line\nend' }, value: NaN },
      { value: Infinity },
      { value: -Infinity },
    ],
  }]);
  assertEquals(
    text,
    `# HELP picam_x A \\\\ and\\na line.
# TYPE picam_x gauge
picam_x{a="quote \\" backslash \\\\ line\\nend"} NaN
picam_x +Inf
picam_x -Inf
`,
  );
});

Deno.test("a family without samples is left out", () => {
  assertEquals(encodeMetrics([{ name: "picam_x", help: "X.", type: "gauge", samples: [] }]), "");
});

Deno.test("a name that Prometheus would not take is refused", () => {
  const family = { help: "X.", type: "gauge" as const };
  assertThrows(
    () => encodeMetrics([{ ...family, name: "picam-x", samples: [{ value: 1 }] }]),
    RangeError,
  );
  assertThrows(
    () => encodeMetrics([{ ...family, name: "x", samples: [{ labels: { "a b": "" }, value: 1 }] }]),
    RangeError,
  );
});
