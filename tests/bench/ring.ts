/**
 * What the ring costs: appending at two bit rates, catching up from the file, making and opening
 * it, and what a follower in another process adds. Each figure stands beside what the bare system
 * takes for the same bytes, in the same run. Alone: `deno run -A tests/bench/ring.ts`.
 * @module
 */
import { cpuUsage } from "node:process";
import { crc32 } from "node:zlib";
import { FrameFlag, type FrameSink } from "../../lib/frame/mod.ts";
import { Ring, RingFollower } from "../../lib/ring/mod.ts";
import { Child } from "./child.ts";
import { type Figure, tableOf } from "./figure.ts";
import { median } from "./rounds.ts";
import type { Row } from "./row.ts";

const mebi = 2 ** 20;
const ringBytes = 64 * mebi;
const chunkBytes = 64 * 1024;
const turns = 5;

/** The ring's costs, each beside the bare system's. */
export const ring: Row = {
  name: "ring",
  title: "append, catch up, open and follow, ring of 64 MiB on tmpfs",
  async measure() {
    const folder = `/dev/shm/picam-bench-${crypto.randomUUID()}`;
    try {
      const slow = { path: `${folder}/slow`, bitrateBps: 2e6, frames: 9000 };
      const fast = { path: `${folder}/fast`, bitrateBps: 25e6, frames: 1500 };
      const figures = [
        making(`${folder}/new`),
        ...append(slow),
        ...append(fast),
        opening(slow.path),
        catchUp(slow.path),
        catchUp(fast.path),
        await beginToFollow(slow.path),
        ...await follow(`${folder}/followed`),
      ];
      return { figures };
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
};

function open(path: string): Ring {
  return new Ring({ path, sizeBytes: ringBytes, codec: "h264" });
}

function making(path: string): Figure {
  const product = timesMs(() => open(path)[Symbol.dispose](), () => Deno.removeSync(path));
  const zeros = new Uint8Array(256 * 1024);
  const fill = (): void => {
    using file = Deno.openSync(path, { write: true, create: true });
    for (let at = 0; at < ringBytes; at += zeros.length) file.writeSync(zeros);
  };
  const yardstick = timesMs(fill, () => Deno.removeSync(path));
  const what = "ms of processor to make it (yardstick: write(2) of 64 MiB)";
  return { what, product: median(product), yardstick: median(yardstick) };
}

/** A camera at 30 fps whose key frames, one a second, have five times the size of the others. */
class Load {
  readonly bytes: Uint8Array;
  readonly #sizes: readonly number[];

  constructor(bitrateBps: number) {
    const size = bitrateBps / 8 / 34;
    this.#sizes = Array.from({ length: 30 }, (_, id) => Math.round(id === 0 ? size * 5 : size));
    this.bytes = new Uint8Array(Math.max(...this.#sizes)).map((_, index) => index * 7919 >> 3);
  }

  size(id: number): number {
    return this.#sizes[id % 30] ?? 0;
  }

  put(sink: FrameSink, id: number): void {
    const size = this.size(id);
    for (let at = 0; at < size; at += chunkBytes) {
      sink.append(this.bytes.subarray(at, Math.min(size, at + chunkBytes)));
    }
    const stream = { id: 1, name: "camera", codec: "h264", width: 1280, height: 720 } as const;
    const isKey = id % 30 === 0;
    const flags = isKey ? FrameFlag.key : 0;
    sink.commit({ flags, captureUs: id * 33_333, ...(isKey ? { stream } : {}) });
  }
}

function append(camera: { path: string; bitrateBps: number; frames: number }): Figure[] {
  const load = new Load(camera.bitrateBps);
  using ring = open(camera.path);
  using file = Deno.openSync(`${camera.path}-bare`, { write: true, create: true });
  let at = 0;
  const writeBare = (id: number): void => {
    if (at + load.size(id) > ringBytes) at = 0;
    file.seekSync(at, Deno.SeekMode.Start);
    at += file.writeSync(load.bytes.subarray(0, load.size(id)));
  };
  const repeat = (act: (id: number) => void): number => {
    const allUs = cpuUs(() => {
      for (let id = 0; id < camera.frames; id++) act(id);
    });
    return allUs / camera.frames;
  };
  repeat((id) => load.put(ring, id)); // past the first lap, and compiled
  repeat(writeBare);
  const product = median(Array.from({ length: turns }, () => repeat((id) => load.put(ring, id))));
  const yardstick = median(Array.from({ length: turns }, () => repeat(writeBare)));
  Deno.removeSync(`${camera.path}-bare`);
  const at30 = `at ${camera.bitrateBps / 1e6} Mbit/s, 30 fps`;
  return [
    { what: `µs of processor a frame ${at30} (yardstick: write(2))`, product, yardstick },
    { what: `% of a core ${at30}`, product: product * 30 / 1e4, yardstick: yardstick * 30 / 1e4 },
  ];
}

function opening(path: string): Figure {
  let frames = 0;
  const product = timesMs(() => {
    using ring = open(path);
    frames = ring.recoveredFrames;
  });
  return {
    what:
      `ms of processor to open a full one, ${frames} frames, all checked (yardstick: read(2) and CRC)`,
    product: median(product),
    yardstick: median(timesMs(() => readBare(path))),
  };
}

function catchUp(path: string): Figure {
  using ring = open(path);
  let bytes = 0;
  const product = timesMs(() => {
    const cursor = ring.cursor({ from: { kind: "oldest" } });
    bytes = 0;
    for (let part = cursor.takeBytes(); part; part = cursor.takeBytes()) bytes += part.length;
  });
  const mbps = bytes * 8 / median(product) / 1000;
  return {
    what: `ms of processor from the oldest to the newest of ${ring.head - ring.oldest} frames, ` +
      `${mbps.toFixed(0)} Mbit/s (yardstick: read(2) and CRC)`,
    product: median(product),
    yardstick: median(timesMs(() => readBare(path))),
  };
}

function readBare(path: string): void {
  using file = Deno.openSync(path);
  const buffer = new Uint8Array(256 * 1024);
  while (file.readSync(buffer) !== null) crc32(buffer);
}

async function beginToFollow(path: string): Promise<Figure> {
  const product: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const startMs = performance.now();
    await using _follower = new RingFollower({ path });
    product.push(performance.now() - startMs);
  }
  return { what: "ms to begin to follow it", product: median(product) };
}

/** How long after its commit a reader in another process has a frame. */
async function follow(path: string): Promise<Figure[]> {
  const script = new URL(import.meta.url).pathname;
  await using writer = new Child(Deno.execPath(), { args: ["run", "-A", script, "write", path] });
  await writer.line(/ready/);
  await using follower = new RingFollower({ path });
  const cursor = follower.cursor();
  const delaysMs: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  follower.subscribe(() => {
    for (let item = cursor.takeFrame(); item; item = cursor.takeFrame()) {
      if ("captureUs" in item) delaysMs.push(nowMs() - item.captureUs / 1000);
    }
    if (delaysMs.length >= 150) resolve();
  });
  await promise;
  delaysMs.sort((a, b) => a - b);
  const figure = (name: string, share: number): Figure => ({
    what: `ms from commit to a reader in another process, ${name}`,
    product: delaysMs[Math.floor(delaysMs.length * share)] ?? NaN,
  });
  return [figure("p50", 0.5), figure("p99", 0.99)];
}

/** The other process: 30 frames a second, each with the time of its commit. */
async function write(path: string): Promise<void> {
  using ring = open(path);
  const bytes = new Uint8Array(8192);
  console.log("ready");
  for (let id = 0; id < 600; id++) {
    ring.append(bytes);
    ring.commit({ flags: id % 30 === 0 ? FrameFlag.key : 0, captureUs: nowMs() * 1000 });
    await new Promise((resolve) => setTimeout(resolve, 1000 / 30));
  }
}

/** One clock for both processes. */
function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * Processor time of all threads, the collector's as well: other programs do not count. On an idle
 * machine it is the time that passes, for nothing here waits.
 */
function cpuUs(act: () => void): number {
  const before = cpuUsage();
  act();
  const { user, system } = cpuUsage(before);
  return user + system;
}

function timesMs(act: () => void, after: () => void = () => {}): number[] {
  return Array.from({ length: turns }, () => {
    const takenUs = cpuUs(act);
    after();
    return takenUs / 1000;
  });
}

if (import.meta.main) {
  const [command, path] = Deno.args;
  if (command === "write" && path !== undefined) await write(path);
  else console.log(tableOf([{ row: ring.name, ...await ring.measure({} as never, {} as never) }]));
}
