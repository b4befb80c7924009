import { assertEquals, assertStringIncludes } from "@std/assert";
import { RpicamRawIntake } from "../../../lib/capture/rpicam_raw_intake.ts";
import type { Fault } from "../../../lib/capture/mod.ts";
import { CollectedLog } from "./collected_log.ts";
import { FrameCollector } from "./frame_collector.ts";

const line = "Raw stream: 16x2 stride 64 format SRGGB10";

/** A frame of that kind whose samples are all the same; the rows have 32 bytes of padding. */
function frameOf(sample: number): Uint8Array {
  const bytes = new Uint8Array(128).fill(0xff);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < 32; at++) view.setUint16((at >> 4) * 64 + (at & 15) * 2, sample, true);
  return bytes;
}

function setUp() {
  const sink = new FrameCollector();
  const faults: Fault[] = [];
  let refused = 0;
  const intake = new RpicamRawIntake({
    ...{ sink, nowUs: () => 0, signal: new AbortController().signal, discontinuity: false },
    log: new CollectedLog().logger,
    onBytes: () => {},
    onProgram: () => {},
    onFault: (fault) => faults.push(fault),
  }, { stream: { name: "x", framerate: 5 }, onRefused: () => refused++ });
  return { sink, intake, faults, refusals: () => refused };
}

Deno.test("bytes that are read before the line about them wait for it", () => {
  const { sink, intake, faults } = setUp();
  intake.push(frameOf(1));
  intake.push(frameOf(2).subarray(0, 100));
  assertEquals([sink.frames.length, intake.hadFrames], [0, false]);
  intake.line("Mode selection for 16:2:12:P");
  intake.line(line);
  intake.push(frameOf(2).subarray(100));
  assertEquals(
    sink.frames.map(({ bytes }) => [bytes.length, bytes[0], bytes.at(-2)]),
    [[64, 1, 1], [64, 2, 2]],
  );
  assertEquals(sink.frames[0]?.stream, {
    ...{ id: 1, name: "x", codec: "raw12", width: 16, height: 2, framerate: 5 },
    ...{ bayer: "RGGB", bitDepth: 10 },
  });
  assertEquals(intake.hadFrames, true);
  // A program that is stopped dies where it is.
  intake.push(frameOf(3).subarray(0, 50));
  intake.end("cut");
  assertEquals([sink.frames.length, faults], [2, []]);
});

Deno.test("what is written without a word about it is not kept without bound", () => {
  const { sink, intake, refusals } = setUp();
  for (let block = 0; block < 40; block++) intake.push(new Uint8Array(65_536));
  assertEquals(refusals(), 1);
  assertEquals(intake.fault?.kind, "not-raw12");
  assertStringIncludes(intake.fault?.remedy ?? "", "--verbose");
  intake.line(line);
  intake.push(frameOf(1));
  intake.end("cut");
  assertEquals([sink.frames.length, refusals()], [0, 1]);
});

Deno.test("frames that cannot be taken are refused once, and their bytes dropped", () => {
  const { sink, intake, refusals } = setUp();
  intake.line("Raw stream: 16x2 stride 64 format R10");
  intake.push(frameOf(1));
  intake.end("cut");
  assertEquals([refusals(), intake.fault?.kind, sink.frames.length], [1, "bad-value", 0]);
});
