/**
 * What cutting a stream into access units and summing it up costs: `deno run -A tests/bench/assembler.ts`.
 * @module
 */
import { crc32 as zlibCrc32 } from "node:zlib";
import { crc32 } from "../../lib/bytes/mod.ts";
import type { FrameSink } from "../../lib/frame/mod.ts";
import { AccessUnitAssembler } from "../../lib/h264/mod.ts";
import { annexB, concat, makePps, makeSlice, makeSps, pictureBytes } from "../unit/h264/streams.ts";

const FPS = 30;
const READ_BYTES = 65536;
const SECONDS_OF_STREAM = 20;

/** A second of a stream of a bit rate: a key frame as large as five others, four slices each. */
function secondOf(bitsPerSecond: number): Uint8Array[] {
  const frameBytes = Math.round(bitsPerSecond / 8 / (FPS + 4));
  return Array.from({ length: FPS }, (_, index) => unitOf(index === 0, frameBytes));
}

function unitOf(key: boolean, frameBytes: number): Uint8Array {
  const sliceBytes = Math.round((key ? 5 : 1) * frameBytes / 4);
  const slices = [0, 1, 2, 3].map((part) => {
    const header = makeSlice({ idr: key, firstMb: part * 900, sizeBytes: 0 });
    return concat(header, pictureBytes(sliceBytes, part + 1), Uint8Array.of(0x80));
  });
  return annexB(...(key ? [makeSps(), makePps()] : []), ...slices);
}

/** Cuts a unit as a pipe with stdio or libavformat behind it does: whole blocks, then the rest. */
function readsOf(unit: Uint8Array): Uint8Array[] {
  const whole = unit.length - unit.length % 4096;
  const reads: Uint8Array[] = [];
  for (let at = 0; at < whole; at += READ_BYTES) {
    reads.push(unit.subarray(at, Math.min(whole, at + READ_BYTES)));
  }
  return unit.length > whole ? [...reads, unit.subarray(whole)] : reads;
}

/** Copies as a ring does, and nothing else. */
function copyingSink(): FrameSink {
  const slab = new Uint8Array(8 * 1024 * 1024);
  let at = 0;
  return {
    append(bytes) {
      if (at + bytes.length > slab.length) at = 0;
      slab.set(bytes, at);
      at += bytes.length;
    },
    commit() {},
    abandon() {},
  };
}

/** Milliseconds per second of stream, after as much for warming up. */
function timeOf(work: () => void): number {
  for (let i = 0; i < SECONDS_OF_STREAM; i++) work();
  const before = performance.now();
  for (let i = 0; i < SECONDS_OF_STREAM; i++) work();
  return (performance.now() - before) / SECONDS_OF_STREAM;
}

function report(
  name: string,
  { msPerSecond, bytes }: { msPerSecond: number; bytes: number },
): void {
  const nsPerByte = (msPerSecond * 1e6 / bytes).toFixed(2);
  const percent = (msPerSecond / 10).toFixed(2);
  console.log(
    `${name.padEnd(44)} ${nsPerByte.padStart(6)} ns/byte ${percent.padStart(6)} % of a core`,
  );
}

function measureRate(megabits: number): void {
  const units = secondOf(megabits * 1e6);
  const reads = units.flatMap(readsOf);
  const bytes = units.reduce((sum, unit) => sum + unit.length, 0);
  const sink = copyingSink();
  const copyMs = timeOf(() => reads.forEach((read) => sink.append(read)));
  report(`${megabits} Mbit/s, copy alone`, { msPerSecond: copyMs, bytes });
  const assembler = new AccessUnitAssembler({
    sink,
    nowUs: () => performance.now() * 1000,
    setTimer: setTimeout,
    clearTimer: (timer) => clearTimeout(timer as number),
  });
  const msPerSecond = timeOf(() => reads.forEach((read) => assembler.push(read)));
  report(`${megabits} Mbit/s, assembler and copy`, { msPerSecond, bytes });
  assembler.end("clean");
  const { accessUnits, wrongEnds } = assembler.counters;
  if (accessUnits !== 2 * SECONDS_OF_STREAM * FPS || wrongEnds > 0) throw new Error("wrong frames");
}

function measureCrc(): void {
  const bytes = pictureBytes(3_000_000);
  const own = timeOf(() => crc32(bytes));
  const native = timeOf(() => zlibCrc32(bytes));
  report("crc32 of 24 Mbit/s, own", { msPerSecond: own, bytes: bytes.length });
  report("crc32 of 24 Mbit/s, node:zlib", { msPerSecond: native, bytes: bytes.length });
}

if (import.meta.main) {
  for (const megabits of [2, 25]) measureRate(megabits);
  measureCrc();
}
