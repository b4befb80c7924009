/** What a frame costs in the ring, against a plain write of the same bytes. @module */
import { FrameFlag } from "../../../lib/frame/mod.ts";
import { Ring } from "../../../lib/ring/mod.ts";
import type { Figure } from "../figure.ts";
import { byTurns, median } from "../rounds.ts";
import type { Row } from "../row.ts";

const ringBytes = 64 << 20;
const framesPerSecond = 30;
const readBytes = 65536; // how much of a camera's stdout one read brings
/** Mean frames of 2 and 25 Mbit/s, and sizes far below and above for the straight line. */
const sizes = [1024, sizeAt(2e6), sizeAt(25e6), 512 << 10] as const;
const lineTolerance = 1.5;

/** Takes one frame. */
type Append = (frame: Uint8Array<ArrayBuffer>) => void;

/** Append costs the bytes of the record plus a constant, also when the ring is full and wraps. */
export const ringAppend: Row = {
  name: "ring-append",
  title: "append and commit of a frame, ring of 64 MiB on tmpfs",
  async measure(_tools, { rounds }) {
    const folder = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "picam-bench-" });
    try {
      using plain = await writePlainly(`${folder}/plain`);
      using ring = openRing(`${folder}/ring`, ringBytes);
      using large = openRing(`${folder}/large`, 4 * ringBytes);
      const results: Result[] = [];
      for (const size of sizes) {
        const plans = { yardstick: plain.append, product: ring.append, large: large.append };
        const run = (append: Append) => Promise.resolve(timeOf(append, size));
        const times = await byTurns(plans, { rounds: Math.max(rounds, 5), run });
        results.push({
          size,
          yardstick: median(times.yardstick),
          product: median(times.product),
          large: median(times.large),
        });
      }
      return { figures: figuresOf(results), measurements: results };
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
};

/** Microseconds for a frame of `size` bytes. */
interface Result {
  readonly size: number;
  readonly yardstick: number;
  readonly product: number;
  /** In a ring four times as large. */
  readonly large: number;
}

function figuresOf(results: readonly Result[]): Figure[] {
  const [small, slow, fast, large] = results;
  if (!small || !slow || !fast || !large) throw new Error("Each size needs a result");
  const perByteUs = (large.product - small.product) / (large.size - small.size);
  const constantUs = small.product - perByteUs * small.size;
  const figure = ({ size, yardstick, product }: Result, what: string): Figure => ({
    what,
    yardstick,
    product,
    limit: (constantUs + perByteUs * size) * lineTolerance,
    target: `${lineTolerance} × line`,
  });
  return [
    figure(slow, "µs a frame at 2 Mbit/s (yardstick: plain write)"),
    figure(fast, "µs a frame at 25 Mbit/s (yardstick: plain write)"),
    { what: "constant, µs", product: constantUs },
    {
      what: "µs per KiB (yardstick: plain write)",
      yardstick: (large.yardstick - small.yardstick) / (large.size - small.size) * 1024,
      product: perByteUs * 1024,
    },
    {
      what: "µs a frame at 2 Mbit/s, ring of 256 MiB (yardstick: of 64)",
      yardstick: slow.product,
      product: slow.large,
      limit: slow.product * lineTolerance,
      target: `${lineTolerance} × that`,
    },
  ];
}

/** Opens a ring and goes round it once, so that every append has an older record to drop. */
function openRing(path: string, sizeBytes: number): { append: Append } & Disposable {
  const ring = new Ring({ path, sizeBytes, codec: "h264" });
  let number = 0;
  const append: Append = (frame) => {
    for (let at = 0; at < frame.length; at += readBytes) {
      ring.append(frame.subarray(at, at + readBytes));
    }
    const flags = number % framesPerSecond === 0 ? FrameFlag.key : 0;
    ring.commit({ flags, captureUs: 1_700_000_000_000_000 + number++ * 33_333 });
  };
  const frame = new Uint8Array(100_000).fill(0xa5);
  for (let bytes = 0; bytes < sizeBytes * 1.1; bytes += frame.length) append(frame);
  return { append, [Symbol.dispose]: () => ring[Symbol.dispose]() };
}

/** The same bytes to the same places of a file on the same tmpfs, and nothing else. */
async function writePlainly(path: string): Promise<{ append: Append } & Disposable> {
  const file = await Deno.open(path, { create: true, write: true });
  const zeros = new Uint8Array(1 << 20);
  for (let at = 0; at < ringBytes; at += zeros.length) file.writeSync(zeros);
  let at = 0;
  const append: Append = (frame) => {
    if (at + frame.length > ringBytes) at = 0;
    file.seekSync(at, Deno.SeekMode.Start);
    file.writeSync(frame);
    at += frame.length;
  };
  return { append, [Symbol.dispose]: () => file.close() };
}

/** Median time of an append in microseconds. */
function timeOf(append: Append, size: number): number {
  const frame = new Uint8Array(size).fill(0xa5);
  const times = Array.from({ length: 1500 }, () => {
    const before = performance.now();
    append(frame);
    return (performance.now() - before) * 1000;
  });
  return median(times.slice(500)); // the first ones are the compiler's
}

function sizeAt(bitrateBps: number): number {
  return Math.round(bitrateBps / 8 / framesPerSecond);
}
