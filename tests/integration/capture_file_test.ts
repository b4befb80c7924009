import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Fault, FileSource, type RunEnd } from "../../lib/capture/mod.ts";
import { systemTiming } from "../../lib/observe/mod.ts";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { recordedBytes, recordPattern } from "../unit/capture/pattern_recording.ts";
import { runSource } from "../unit/capture/run_source.ts";

async function withFile(bytes: Uint8Array, use: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempFile({ prefix: "picam-test-", suffix: ".h264" });
  try {
    await Deno.writeFile(path, bytes);
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}

function faultOf(end: RunEnd): Fault {
  assert(end.kind === "failed", `the run ended: ${end.kind}`);
  return end.fault;
}

Deno.test("a file is played once, frame by frame", async () => {
  const units = recordPattern(25);
  await withFile(recordedBytes(25), async (path) => {
    const run = runSource(new FileSource({ path, loop: false, framerate: 200, name: "f" }));
    assertEquals(await run.end, { kind: "finished" });
    assertEquals(run.sink.frames.map(({ bytes }) => bytes), units);
    assertEquals(
      run.sink.frames.map(({ flags }) => flags & FrameFlag.discontinuity).includes(2),
      false,
    );
    assertEquals(run.sink.frames[0]?.stream?.width, 320);
  });
});

Deno.test("a file begins anew at its end, with a discontinuity at the seam, until it is stopped", async () => {
  const units = recordPattern(7);
  await withFile(recordedBytes(7), async (path) => {
    const run = runSource(new FileSource({ path, loop: true, framerate: 200 }));
    await run.sink.reaches(20);
    assertEquals(await run.stop(), { kind: "stopped" });
    for (const [n, { bytes, flags }] of run.sink.frames.entries()) {
      assertEquals(bytes, units[n % 7]);
      assertEquals((flags & FrameFlag.discontinuity) !== 0, n > 0 && n % 7 === 0);
    }
  });
});

Deno.test("a file is played at its rate", async () => {
  await withFile(recordedBytes(10), async (path) => {
    const asked: number[] = [];
    const timing = {
      ...systemTiming,
      nowMs: () => 0,
      after: (delayMs: number, callBack: () => void) => {
        asked.push(delayMs);
        return systemTiming.after(0, callBack);
      },
    };
    const run = runSource(new FileSource({ path, loop: false, framerate: 50 }, timing));
    await run.end;
    assertEquals(asked.map((ms) => Math.round(ms + 1.1)), [
      20,
      40,
      60,
      80,
      100,
      120,
      140,
      160,
      180,
    ]);
  });
});

Deno.test("what cannot be played is told with a remedy", async () => {
  const run = (path: string) => runSource(new FileSource({ path, loop: true })).end;
  const missing = faultOf(await run("/nonexistent/x.h264"));
  assertEquals(missing.kind, "unreadable");
  assertStringIncludes(missing.message, "Cannot read /nonexistent/x.h264");
  assertStringIncludes(faultOf(await run("/")).message, "/ is neither a file nor a FIFO");
  await withFile(new Uint8Array(0), async (path) => {
    assertEquals(faultOf(await run(path)).kind, "not-h264");
  });
  await withFile(crypto.getRandomValues(new Uint8Array(60_000)), async (path) => {
    const fault = faultOf(await run(path));
    assertStringIncludes(fault.message, "no H.264 picture");
    assertStringIncludes(fault.remedy, "ffmpeg -i IN");
  });
});

Deno.test("frames of a FIFO pass as they come, and another writer follows", async () => {
  const folder = await Deno.makeTempDir({ prefix: "picam-capture-file-" });
  const path = `${folder}/camera`;
  try {
    await new Deno.Command("mkfifo", { args: [path] }).output();
    const source = new FileSource({ path, loop: true });
    const units = recordPattern(3);
    for (let writer = 0; writer < 2; writer++) {
      const run = runSource(source);
      const fifo = await Deno.open(path, { write: true }); // opens when the run reads
      for (const [n, unit] of units.entries()) {
        await fifo.write(unit);
        await run.sink.reaches(n + 1);
      }
      fifo.close();
      assertEquals((await run.end).kind, "again");
      assertEquals(run.sink.frames.map(({ bytes }) => bytes), units);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a FIFO that nobody writes can be stopped", async () => {
  const folder = await Deno.makeTempDir({ prefix: "picam-capture-file-" });
  const path = `${folder}/camera`;
  try {
    await new Deno.Command("mkfifo", { args: [path] }).output();
    const { promise: started, resolve } = Promise.withResolvers<void>();
    const run = runSource(new FileSource({ path, loop: true }), { onProgram: () => resolve() });
    await started;
    assertEquals((await run.stop()).kind, "stopped");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a long file that is something else is told once, with what it seems to be", async () => {
  const header = new TextEncoder().encode("\0\0\0\x20ftypisom\0\0\0\0isomiso2avc1mp41");
  const mp4 = new Uint8Array(1_500_000).fill(0x55);
  mp4.set(header);
  await withFile(mp4, async (path) => {
    const run = runSource(new FileSource({ path, loop: true }));
    const fault = faultOf(await run.end);
    assertEquals(run.faults, [fault]);
    assertStringIncludes(fault.message, "MP4");
  });
});
