/**
 * Records the pattern camera to a file until it is killed or has enough: a process of its own, for
 * tests that kill it and for measuring what it costs. Its one argument is a JSON object.
 * @module
 */
import process from "node:process";
import type { Frame } from "../../lib/frame/mod.ts";
import { openOutput } from "../../lib/record/mod.ts";
import { padFrame, patternFrames } from "./pattern_frames.ts";

/** What the recorder is asked for. */
export interface RecorderOrder {
  readonly target: string;
  /** Frames in all. */
  readonly count: number;
  /** From the beginning of one frame to the next, milliseconds. */
  readonly intervalMs: number;
  /** Frames from one key frame to the next. */
  readonly intra: number;
  /** Every frame is filled up to this size with bytes that no decoder looks into. */
  readonly frameBytes?: number;
  /** Encode so many frames and repeat them; all of them by default. */
  readonly loop?: number;
}

/** What it prints at its end. */
export interface RecorderReport {
  /** Processor time of the recording alone, seconds. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Resident memory, bytes, at the half of the recording and at its end. */
  readonly residentBytes: readonly [half: number, end: number];
  readonly sizeBytes: number;
}

/** Starts a recorder. Before each frame it prints the frame's number on a line of its own. */
export function startRecorder(order: RecorderOrder): Deno.ChildProcess {
  const args = ["run", "-A", import.meta.filename!, JSON.stringify(order)];
  return new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
}

async function record(order: RecorderOrder): Promise<RecorderReport> {
  const { target, count, intervalMs, intra, frameBytes = 0, loop = count } = order;
  const { frames, stream } = patternFrames({ count: loop, intra });
  const padded = frames.map((frame) => padFrame(frame, frameBytes));
  let sizeBytes = 0;
  const output = openOutput({
    target,
    nowUs: () => Date.now() * 1000,
    onFile: (file) => sizeBytes = file.sizeBytes,
  });
  let halfBytes = 0;
  const cpuBefore = cpuSeconds();
  const began = performance.now();
  for (let sequence = 0; sequence < count; sequence++) {
    if (!order.loop) console.log(sequence);
    const frame = padded[sequence % loop]!;
    const captureUs = frames[0]!.captureUs + Math.round(sequence * 1e6 / 30);
    await output.write({ ...frame, sequence, captureUs } satisfies Frame, stream);
    if (sequence === count >> 1) halfBytes = Deno.memoryUsage().rss;
    const restMs = began + (sequence + 1) * intervalMs - performance.now();
    if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
  }
  const endBytes = Deno.memoryUsage().rss;
  await output.close();
  return {
    cpuSeconds: cpuSeconds() - cpuBefore,
    wallSeconds: (performance.now() - began) / 1000,
    residentBytes: [halfBytes, endBytes],
    sizeBytes,
  };
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

if (import.meta.main) {
  const report = await record(JSON.parse(Deno.args[0] ?? "") as RecorderOrder);
  console.log(JSON.stringify(report));
}
