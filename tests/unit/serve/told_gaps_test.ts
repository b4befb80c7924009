import { assertEquals } from "@std/assert";
import { encodeMetrics } from "../../../lib/observe/mod.ts";
import { ToldGaps } from "../../../lib/serve/told_gaps.ts";

function samples(gaps: ToldGaps): string[] {
  return encodeMetrics(gaps.families()).split("\n").filter((line) => /^picam/.test(line));
}

Deno.test("each reason of a gap has a count from the start, and its frames are summed up", () => {
  const gaps = new ToldGaps();
  assertEquals(samples(gaps), [
    'picam_gaps_total{reason="overrun"} 0',
    'picam_gaps_total{reason="skipped"} 0',
    'picam_gaps_total{reason="epoch"} 0',
    'picam_lost_frames_total{reason="overrun"} 0',
    'picam_lost_frames_total{reason="skipped"} 0',
  ]);
  gaps.add({ reason: "overrun", first: 3, last: 9 });
  gaps.add({ reason: "overrun", first: 20, last: 20 });
  gaps.add({ reason: "skipped", first: 30, last: 59 });
  gaps.add({ reason: "epoch" });
  assertEquals(samples(gaps), [
    'picam_gaps_total{reason="overrun"} 2',
    'picam_gaps_total{reason="skipped"} 1',
    'picam_gaps_total{reason="epoch"} 1',
    'picam_lost_frames_total{reason="overrun"} 8',
    'picam_lost_frames_total{reason="skipped"} 30',
  ]);
});
