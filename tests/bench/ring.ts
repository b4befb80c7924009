/**
 * What the ring costs: appending at two bit rates, catching up from the file, opening. Each figure
 * stands beside what the bare system takes for the same bytes, in the same run.
 * Run it alone with `deno run -A tests/bench/ring.ts`.
 * @module
 */
import { cpuUsage } from "node:process";
import { crc32 } from "node:zlib";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { Ring } from "../../lib/ring/mod.ts";

const mebi = 2 ** 20;
const chunkBytes = 64 * 1024;

/** One line of the report. */
export interface RingFigure {
  /** What was measured. */
  readonly what: string;
  /** The figure with its unit. */
  readonly value: string;
  /** What the bare system takes for the same bytes, where there is such a thing. */
  readonly beside?: string;
}

/** Takes all figures, in a folder of its own on tmpfs that is removed afterwards. */
export function measureRing(): RingFigure[] {
  const folder = `/dev/shm/picam-bench-${crypto.randomUUID()}`;
  try {
    return [
      ...opening(`${folder}/opening`),
      append(`${folder}/slow`, { bitrateBps: 2e6, frames: 9000 }),
      append(`${folder}/fast`, { bitrateBps: 25e6, frames: 3000 }),
      catchUp(`${folder}/slow`),
      catchUp(`${folder}/fast`),
    ];
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Appends frames of a camera at 30 fps, a key frame of five times the size every second. */
function append(path: string, camera: { bitrateBps: number; frames: number }): RingFigure {
  const sizes = Array.from(
    { length: 30 },
    (_, index) => Math.round(camera.bitrateBps / 8 / 34 * (index === 0 ? 5 : 1)),
  );
  using ring = new Ring({ path, sizeBytes: 64 * mebi, codec: "h264" });
  const bytes = new Uint8Array(Math.max(...sizes)).map((_, index) => index * 7919 >> 3);
  const stream = { id: 1, name: "camera", codec: "h264", width: 1280, height: 720 } as const;
  const put = (id: number): void => {
    const size = sizes[id % 30] ?? 0;
    for (let at = 0; at < size; at += chunkBytes) {
      ring.append(bytes.subarray(at, Math.min(size, at + chunkBytes)));
    }
    const flags = id % 30 === 0 ? FrameFlag.key : 0;
    ring.commit({ flags, captureUs: id * 33_333, ...(flags === 0 ? {} : { stream }) });
  };
  for (let id = 0; id < camera.frames; id++) put(id); // past the first lap, and compiled
  const perFrameUs = cpuUs(() => {
    for (let id = 0; id < camera.frames; id++) put(id);
  }) / camera.frames;
  const bareUs = bareWrite(`${path}-bare`, { bytes, sizes, frames: camera.frames });
  const core = (perFrameUs * 30 / 1e4).toFixed(3);
  return {
    what: `append at ${camera.bitrateBps / 1e6} Mbit/s, 30 fps`,
    value: `${perFrameUs.toFixed(1)} µs a frame = ${core} % of a core`,
    beside: `write(2) alone: ${bareUs.toFixed(1)} µs, ratio ${(perFrameUs / bareUs).toFixed(1)}`,
  };
}

function bareWrite(
  path: string,
  load: { bytes: Uint8Array; sizes: number[]; frames: number },
): number {
  using file = Deno.openSync(path, { write: true, create: true });
  const writeAll = (): void => {
    for (let id = 0, at = 0; id < load.frames; id++) {
      const size = load.sizes[id % 30] ?? 0;
      if (at + size > 60 * mebi) at = 0;
      file.seekSync(at, Deno.SeekMode.Start);
      file.writeSync(load.bytes.subarray(0, size));
      at += size;
    }
  };
  writeAll();
  const takenUs = cpuUs(writeAll) / load.frames;
  Deno.removeSync(path);
  return takenUs;
}

/** How fast a reader comes from the oldest frame to the newest. */
function catchUp(path: string): RingFigure {
  using ring = new Ring({ path, sizeBytes: 64 * mebi, codec: "h264" });
  const read = (): number => {
    const cursor = ring.cursor({ from: { kind: "oldest" } });
    let bytes = 0;
    for (let part = cursor.takeBytes(); part; part = cursor.takeBytes()) bytes += part.length;
    return bytes;
  };
  const bytes = read();
  const takenUs = timeUs(read);
  const bareUs = bareRead(path);
  const frames = ring.head - ring.oldest;
  return {
    what: `catch up with ${frames} frames, ${(bytes / mebi).toFixed(0)} MiB, from the file`,
    value: `${(bytes * 8 / takenUs / 1000).toFixed(1)} Gbit/s`,
    beside: `read(2) and CRC alone: ${(64 * mebi * 8 / bareUs / 1000).toFixed(1)} Gbit/s`,
  };
}

function bareRead(path: string): number {
  using file = Deno.openSync(path);
  return timeUs(() => {
    file.seekSync(0, Deno.SeekMode.Start);
    const buffer = new Uint8Array(256 * 1024);
    for (let count = file.readSync(buffer); count !== null; count = file.readSync(buffer)) {
      crc32(buffer);
    }
  });
}

function opening(path: string): RingFigure[] {
  const open = (): Ring => new Ring({ path, sizeBytes: 64 * mebi, codec: "h264" });
  const making = timeUs(() => open()[Symbol.dispose]());
  {
    using ring = open();
    const bytes = new Uint8Array(8192);
    for (let id = 0; ring.oldest === 0; id++) {
      ring.append(bytes);
      ring.commit({ flags: id % 30 === 0 ? FrameFlag.key : 0, captureUs: id });
    }
  }
  let held = 0;
  const reopening = Math.min(...Array.from({ length: 5 }, () =>
    timeUs(() => {
      using ring = open();
      held = ring.recoveredFrames;
    })));
  const zeros = new Uint8Array(256 * 1024);
  using file = Deno.openSync(`${path}-bare`, { write: true, create: true });
  const filling = timeUs(() => {
    for (let at = 0; at < 64 * mebi; at += zeros.length) file.writeSync(zeros);
  });
  Deno.removeSync(`${path}-bare`);
  return [
    {
      what: "make a ring of 64 MiB",
      value: milliseconds(making),
      beside: `write(2) of 64 MiB alone: ${milliseconds(filling)}`,
    },
    {
      what: `open a full ring of 64 MiB, ${held} frames, all checked`,
      value: milliseconds(reopening),
      beside: `read(2) and CRC alone: ${milliseconds(bareRead(path))}`,
    },
  ];
}

/** Processor time of all threads, the collector's as well: other programs do not count. */
function cpuUs(act: () => unknown): number {
  const before = cpuUsage();
  act();
  const { user, system } = cpuUsage(before);
  return user + system;
}

function timeUs(act: () => unknown): number {
  const startMs = performance.now();
  act();
  return (performance.now() - startMs) * 1000;
}

function milliseconds(us: number): string {
  return `${(us / 1000).toFixed(0)} ms`;
}

if (import.meta.main) {
  for (const { what, value, beside } of measureRing()) {
    console.log(`${what}: ${value}${beside === undefined ? "" : ` (${beside})`}`);
  }
}
