import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Frame, Gap, StreamInfo } from "../../../lib/frame/mod.ts";
import { DevelopedOutput } from "../../../lib/record/developed_output.ts";
import type { FrameOutput } from "../../../lib/record/mod.ts";
import { OutputError } from "../../../lib/record/mod.ts";
import { rawFrameFault } from "../../../lib/record/raw_frame_fault.ts";
import { rawFrame, rawFrames, rawStream } from "./raw_frames.ts";

/** An output that keeps what it is given. */
class Kept implements FrameOutput {
  readonly taken: (Frame | Gap)[] = [];
  failure: Error | undefined;
  isClosed = false;

  write(frame: Frame): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    this.taken.push(frame);
    return Promise.resolve();
  }

  gap(gap: Gap): void {
    this.taken.push(gap);
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  status() {
    return {
      ...{ target: "kept", state: "writing", files: 0, frames: this.taken.length } as const,
      ...{ bytes: 0, seconds: 0, droppedFrames: 0, lostFrames: 0, bridgedSteps: 0 },
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** An output whose frames are developed when the test says so, in any order. */
function developing(skips: boolean) {
  const inner = new Kept();
  const notes: string[] = [];
  const asked: { frame: Frame; done: (bytes: number[]) => void; fail: (error: Error) => void }[] =
    [];
  const output = new DevelopedOutput({
    inner,
    skips,
    make: (frame) =>
      new Promise((resolve, reject) => {
        asked.push({ frame, done: (bytes) => resolve(Uint8Array.from(bytes)), fail: reject });
      }),
    onNote: (words) => notes.push(words),
  });
  return { output, inner, notes, asked };
}

/** Lets what can go on do so. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

Deno.test("developed frames come in their order, whatever takes longer, and gaps between them", async () => {
  const { output, inner, asked } = developing(true);
  const [first, second] = rawFrames(2);
  await output.write({ ...first!, metadata: { lux: 7 } }, rawStream);
  output.gap({ first: 5, last: 6, reason: "skipped" });
  await output.write(second!, rawStream);
  asked[1]!.done([2]);
  await settle();
  assertEquals(inner.taken, []);
  asked[0]!.done([1]);
  await output.close();
  assertEquals(inner.taken, [
    { ...first!, metadata: { lux: 7 }, payload: Uint8Array.of(1) },
    { first: 5, last: 6, reason: "skipped" },
    { ...second!, payload: Uint8Array.of(2) },
  ]);
  assert(inner.isClosed);
});

Deno.test("whoever may skip never waits: what there is no room for is counted", async () => {
  const { output, inner, asked } = developing(true);
  for (const frame of rawFrames(20)) await output.write(frame, rawStream);
  assertEquals(asked.map(({ frame }) => frame.sequence), [0, 1, 2, 3, 4, 5, 6, 7]);
  for (const { done } of asked) done([]);
  await output.close();
  const { developed, droppedFrames } = output.status();
  assertEquals([developed?.frames, developed?.skippedFrames, droppedFrames], [8, 12, 12]);
  assertEquals(inner.taken.length, 8);
});

Deno.test("of large frames few are developed at the same time", async () => {
  const { output, asked } = developing(true);
  const large = { ...rawStream, width: 4056, height: 3040 };
  const payload = new Uint8Array(2 * large.width * large.height);
  for (const frame of rawFrames(5)) await output.write({ ...frame, payload }, large);
  assertEquals([asked.length, output.status().developed?.skippedFrames], [3, 2]);
  for (const { done } of asked) done([]);
  await output.close();
});

Deno.test("whoever wants each frame waits until there is room, and none is missing", async () => {
  const { output, inner, asked } = developing(false);
  let taken = 0;
  const writing = (async () => {
    for (const frame of rawFrames(30)) {
      await output.write(frame, rawStream);
      taken++;
    }
  })();
  for (let i = 0; i < 30; i++) {
    await settle();
    assert(asked.length <= i + 8 && taken <= asked.length, `${asked.length} at once`);
    asked[i]!.done([i]);
  }
  await writing;
  await output.close();
  assertEquals(inner.taken.length, 30);
});

Deno.test("a frame that is none is counted and told once, and those behind it are developed", async () => {
  const { output, inner, notes, asked } = developing(true);
  const short = { ...rawFrame(1), payload: new Uint8Array(1000) };
  const frames = [rawFrame(0), short, { ...short, sequence: 2 }, rawFrame(3, 4096), rawFrame(4, 9)];
  for (const frame of frames) {
    await output.write(frame, rawStream);
    asked.at(-1)?.done([]);
  }
  await output.write(rawFrame(5, 65_535), rawStream);
  await output.close();
  assertEquals(inner.taken.map((each) => "sequence" in each && each.sequence), [0, 4]);
  assertEquals(output.status().developed?.refusedFrames, 4);
  assertEquals(notes, [
    "Frame 1 cannot be developed: it has 1000 bytes, and one of 32x16 has 1024",
    "Frame 5 cannot be developed: it has values above 4095, which 12 bits do not hold",
  ]);
});

Deno.test("a stream that does not tell its Bayer order is told as such", () => {
  const { bayer: _, width: __, ...rest } = rawStream;
  assertEquals(
    rawFrameFault(rawFrame(0).payload, rest),
    "the stream does not tell its width and Bayer order",
  );
});

Deno.test("too large a value is found wherever it is, at any place in memory", () => {
  const whole = new Uint8Array(3 + 1024);
  for (const offset of [0, 1, 2, 3]) {
    const payload = whole.subarray(offset, offset + 1024);
    assertEquals(rawFrameFault(payload, rawStream), undefined);
    for (const at of [0, 1, 510, 511]) {
      payload[2 * at + 1] = 0x0f;
      assertEquals(rawFrameFault(payload, rawStream), undefined);
      payload[2 * at + 1] = 0x10;
      assertStringIncludes(rawFrameFault(payload, rawStream) ?? "", "above 4095");
      payload[2 * at + 1] = 0;
    }
  }
});

Deno.test("a stream of another codec is refused with the remedy", async () => {
  const { output } = developing(true);
  const stream: StreamInfo = { id: 1, name: "camera", codec: "h264" };
  const error = await assertRejects(() => output.write(rawFrame(0), stream), OutputError);
  assertEquals(
    error.message,
    "Cannot develop frames for kept: the stream is h264, and only RAW frames are developed: leave " +
      "out --isp and .png, or serve with --codec raw12",
  );
  assertEquals(output.status().state, "failed");
  await assertRejects(() => output.close(), OutputError);
});

Deno.test("what development or the output fails with ends it", async () => {
  const broken = developing(false);
  await broken.output.write(rawFrame(0), rawStream);
  broken.asked[0]!.fail(new Error("a worker has died"));
  const error = await assertRejects(() => broken.output.close(), OutputError);
  assertEquals(error.message, "Cannot develop frames for kept: a worker has died");
  assert(broken.inner.isClosed);
  const full = developing(true);
  full.inner.failure = new OutputError("the disk is full", { kind: "full", path: "kept" });
  await full.output.write(rawFrame(0), rawStream);
  full.asked[0]!.done([]);
  await settle();
  const other = await assertRejects(() => full.output.write(rawFrame(1), rawStream), OutputError);
  assertEquals(other.kind, "full");
});
