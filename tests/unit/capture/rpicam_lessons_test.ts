import { assertEquals } from "@std/assert";
import { learnArguments } from "../../../lib/capture/rpicam_lessons.ts";
import type { Lessons } from "../../../lib/capture/rpicam_arguments.ts";

const wantsFormat =
  "ERROR: *** libav: cannot allocate output context, try setting with --libav-format ***";
const unknownFormat = "ERROR: *** unrecognised option '--libav-format' ***";
const unknownLatency = "ERROR: *** unrecognised option '--low-latency' ***";
const unknownMetadata = "ERROR: *** unrecognised option '--metadata' ***";

const cases: { line: string; before: Lessons; after: Lessons | undefined }[] = [
  { line: wantsFormat, before: {}, after: { libavFormat: true } },
  { line: wantsFormat, before: { libavFormat: true }, after: undefined },
  { line: wantsFormat, before: { libavFormat: false, lowLatency: false }, after: undefined },
  { line: unknownFormat, before: {}, after: { libavFormat: false, lowLatency: false } },
  { line: unknownFormat, before: { libavFormat: true }, after: undefined },
  { line: unknownLatency, before: {}, after: { lowLatency: false } },
  {
    line: unknownLatency,
    before: { libavFormat: true },
    after: { libavFormat: true, lowLatency: false },
  },
  { line: unknownLatency, before: { lowLatency: false }, after: undefined },
  { line: unknownMetadata, before: {}, after: { metadata: false } },
  { line: unknownMetadata, before: { metadata: false }, after: undefined },
  { line: "ERROR: *** unrecognised option '--foo' ***", before: {}, after: undefined },
  { line: "ERROR: *** no cameras available ***", before: {}, after: undefined },
];

for (const { line, before, after } of cases) {
  Deno.test(`after ${JSON.stringify(before)}: ${line}`, () => {
    assertEquals(learnArguments(["a start line", line], before)?.lessons, after);
  });
}
