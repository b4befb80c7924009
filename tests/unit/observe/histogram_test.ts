import { assertAlmostEquals, assertEquals, assertLessOrEqual, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Histogram, latencyBoundsSeconds } from "../../../lib/observe/mod.ts";

Deno.test("values fall into the bucket whose end they do not exceed", () => {
  const histogram = new Histogram([1, 2]);
  for (const value of [0.5, 1, 1.5, 2, 3, NaN]) histogram.observe(value);
  assertEquals(histogram.snapshot(), { bounds: [1, 2], counts: [2, 2, 1], sum: 8, count: 5 });
});

Deno.test("a snapshot does not change afterwards", () => {
  const histogram = new Histogram([1]);
  const before = histogram.snapshot();
  histogram.observe(1);
  assertEquals(before.counts, [0, 0]);
});

Deno.test("a quantile is estimated inside its bucket and never above the largest value", () => {
  const histogram = new Histogram([10, 20]);
  assertEquals(histogram.quantile(0.5), undefined);
  for (let i = 0; i < 10; i++) histogram.observe(15);
  assertEquals(histogram.quantile(1), 15);
  assertAlmostEquals(histogram.quantile(0.5) ?? NaN, 12.5);
  histogram.observe(100);
  assertEquals(histogram.quantile(1), 100);
});

Deno.test("bounds must rise", () => {
  assertThrows(() => new Histogram([1, 1]), RangeError, "rise");
});

Deno.test("a quantile is at most one bucket away from the true one", () => {
  const values = fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 1 });
  fc.assert(fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (sample, q) => {
    const histogram = new Histogram(latencyBoundsSeconds);
    for (const value of sample) histogram.observe(value);
    const sorted = sample.toSorted((a, b) => a - b);
    const exact = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
    const bucketOf = (value: number) => latencyBoundsSeconds.filter((end) => end < value).length;
    assertLessOrEqual(Math.abs(bucketOf(histogram.quantile(q) ?? 0) - bucketOf(exact)), 1);
  }));
});
