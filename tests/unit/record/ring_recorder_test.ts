import { assertEquals } from "@std/assert";
import type { Frame, Gap, StreamInfo } from "../../../lib/frame/mod.ts";
import { type FrameOutput, OutputError, RingRecorder } from "../../../lib/record/mod.ts";
import { Ring } from "../../../lib/ring/mod.ts";
import { settle } from "../../support/turned_timing.ts";

const stream: StreamInfo = { id: 1, name: "camera", codec: "h264", width: 64, height: 48 };

/** An output that keeps what it gets in words, and has room when the test says so. */
class SlowOutput implements FrameOutput {
  readonly got: string[] = [];
  fault: Error | undefined;
  room: Promise<void> = Promise.resolve();

  async write({ sequence }: Frame, { width }: StreamInfo): Promise<void> {
    if (this.fault) throw this.fault;
    this.got.push(`${sequence} ${width}`);
    await this.room;
  }

  gap({ first, last }: Gap): void {
    this.got.push(`gap ${first}-${last}`);
  }

  close(): Promise<void> {
    this.got.push("close");
    return Promise.resolve();
  }

  status() {
    const counts = { files: 0, frames: 0, bytes: 0, seconds: 0 };
    const losses = { droppedFrames: 0, lostFrames: 0, bridgedSteps: 0 };
    return { target: "slow", state: "writing" as const, ...counts, ...losses };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function openRing(): { ring: Ring; add: (count: number) => void } {
  const ring = new Ring({ path: undefined, sizeBytes: 64 * 1024, codec: "h264" });
  const add = (count: number): void => {
    for (let index = 0; index < count; index++) {
      ring.append(new Uint8Array(1000));
      ring.commit({ flags: ring.head % 5 === 0 ? 1 : 0, captureUs: ring.head * 33_333, stream });
    }
  };
  return { ring, add };
}

Deno.test("a recorder begins with what comes after it, and takes all of it, to the end", async () => {
  const { ring, add } = openRing();
  add(5);
  const output = new SlowOutput();
  const recorder = new RingRecorder({ ring, output, onFailed: () => {} });
  await settle();
  assertEquals(output.got, [], "frames of before are not of this recording");
  add(2);
  await settle();
  assertEquals(output.got, ["5 64", "6 64"]);
  add(2);
  await recorder[Symbol.asyncDispose]();
  assertEquals(output.got, ["5 64", "6 64", "7 64", "8 64", "close"]);
  ring[Symbol.dispose]();
});

Deno.test("an output that is slow falls behind, and hears what it has missed", async () => {
  const { ring, add } = openRing();
  const output = new SlowOutput();
  const { promise, resolve } = Promise.withResolvers<void>();
  output.room = promise;
  const recorder = new RingRecorder({ ring, output, onFailed: () => {} });
  add(1);
  await settle();
  add(200);
  await settle();
  assertEquals(output.got, ["0 64"]);
  resolve();
  await recorder[Symbol.asyncDispose]();
  const key = Math.ceil(ring.oldest / 5) * 5;
  assertEquals(output.got.slice(0, 3), ["0 64", `gap 1-${key - 1}`, `${key} 64`]);
  assertEquals(output.got.length, 2 + 201 - key + 1);
  ring[Symbol.dispose]();
});

Deno.test("a full disk ends the recording, and is told", async () => {
  const { ring, add } = openRing();
  const output = new SlowOutput();
  const told: string[] = [];
  const recorder = new RingRecorder({
    ring,
    output,
    onFailed: ({ message }) => told.push(message),
  });
  output.fault = new OutputError("the disk is full", { kind: "full", path: "slow" });
  add(3);
  await settle();
  assertEquals([told, recorder.status().trouble], [["the disk is full"], "the disk is full"]);
  await recorder[Symbol.asyncDispose]();
  ring[Symbol.dispose]();
});
