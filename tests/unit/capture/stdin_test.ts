import { assertEquals } from "@std/assert";
import { StdinSource } from "../../../lib/capture/mod.ts";
import { systemTiming } from "../../../lib/observe/mod.ts";
import { joined } from "./frame_collector.ts";
import { recordedBytes, recordPattern } from "./pattern_recording.ts";
import { runSource } from "./run_source.ts";
import { settle, TurnedTiming } from "../../support/turned_timing.ts";

/** A standard input that a test writes. */
function pipe() {
  let controller: ReadableByteStreamController | undefined;
  const stream = new ReadableStream({
    type: "bytes",
    start: (each) => {
      controller = each;
    },
  });
  return {
    parts: {
      open: () => stream as ReadableStream<Uint8Array<ArrayBuffer>>,
      isFile: () => false,
      timing: systemTiming,
    },
    write: (bytes: Uint8Array<ArrayBuffer>) => controller?.enqueue(bytes.slice()),
    end: () => {
      controller?.close();
      controller?.byobRequest?.respond(0);
    },
    fail: (error: Error) => controller?.error(error),
  };
}

Deno.test("frames of standard input pass as they come, byte for byte", async () => {
  const units = recordPattern(12);
  const input = pipe();
  const run = runSource(new StdinSource({ name: "in" }, input.parts));
  for (const unit of units) {
    input.write(unit);
    await settle();
  }
  input.end();
  assertEquals(await run.end, { kind: "finished" });
  assertEquals(run.sink.frames.map(({ bytes }) => bytes), units);
  assertEquals(run.sink.frames[0]?.stream?.name, "in");
});

Deno.test("the end of standard input keeps its last frame, whatever the pieces were", async () => {
  const bytes = recordedBytes(5);
  for (const pieceBytes of [1, 1000, 70_000]) {
    const input = pipe();
    const run = runSource(new StdinSource({}, input.parts));
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      input.write(bytes.slice(at, at + pieceBytes));
    }
    input.end();
    assertEquals(await run.end, { kind: "finished" });
    assertEquals(joined(run.sink.frames.map((frame) => frame.bytes)), bytes);
  }
});

Deno.test("standard input without pictures ends for good with a fault that says so", async () => {
  const input = pipe();
  const run = runSource(new StdinSource({}, input.parts));
  input.write(new TextEncoder().encode("hello"));
  input.end();
  const end = await run.end;
  assertEquals(end.kind, "finished");
  assertEquals(end.kind === "finished" && end.fault?.kind, "not-h264");
});

Deno.test("standard input that fails ends for good with its error", async () => {
  const input = pipe();
  const run = runSource(new StdinSource({}, input.parts));
  await settle();
  input.fail(new Error("it broke"));
  const end = await run.end;
  assertEquals(
    end.kind === "finished" && end.fault?.message,
    "Cannot read standard input: it broke",
  );
});

Deno.test("a run that is stopped leaves what comes meanwhile to the next", async () => {
  const units = recordPattern(20);
  const input = pipe();
  const source = new StdinSource({}, input.parts);
  const first = runSource(source);
  input.write(units[0]!);
  await first.sink.reaches(1);
  assertEquals(await first.stop(), { kind: "stopped" });
  const second = runSource(source, { discontinuity: true });
  for (const unit of units.slice(10)) {
    input.write(unit);
    await settle();
  }
  input.end();
  await second.end;
  assertEquals(second.sink.frames.map(({ bytes }) => bytes), units.slice(10));
});

Deno.test("a redirected file is played at its rate", async () => {
  const timing = new TurnedTiming();
  const input = pipe();
  const parts = { ...input.parts, isFile: () => true, timing };
  const run = runSource(new StdinSource({ framerate: 10 }, parts));
  input.write(recordedBytes(10));
  input.end();
  await timing.turn(450);
  assertEquals(run.sink.frames.length, 5);
  await timing.turn(1000);
  assertEquals(await run.end, { kind: "finished" });
  assertEquals(run.sink.frames.length, 10);
});
