/** How late a developed picture is on the disk. @module */
import { TextLineStream } from "@std/streams";
import type { Figure } from "../figure.ts";
import { developCommand, startProduct } from "../product.ts";
import type { Row } from "../row.ts";

const width = 640;
const height = 480;
const framerate = 10;
const limitMs = 20;
/** So many are left out at the start, until both ends' code has been compiled: five seconds. */
const warmUp = 50;

const compressions = ["stored", "fast"] as const;
type Compression = typeof compressions[number];

/** Capture → PNG on the disk, over the framed protocol on this machine. */
export const rawPng: Row = {
  name: "raw-png",
  title: `capture to PNG on the disk, RAW ${width}x${height} at ${framerate} frames/s`,
  async measure(_tools, { rounds, windowMs }) {
    const count = warmUp + Math.max(10, Math.round(windowMs / 1000 * framerate));
    const latenciesMs: Record<Compression, number[]> = { stored: [], fast: [] };
    for (let round = 0; round < rounds; round++) {
      for (const compression of compressions) {
        latenciesMs[compression].push(...await latencies(compression, count));
      }
    }
    const figures = compressions.flatMap((each) => figuresOf(each, latenciesMs[each]));
    return { figures, measurements: latenciesMs };
  },
};

function figuresOf(compression: Compression, latenciesMs: readonly number[]): Figure[] {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const quantile = (q: number) => sorted[Math.ceil(q * sorted.length) - 1] ?? NaN;
  const limit = compression === "stored" ? { limit: limitMs } : {};
  return [
    { what: `p50 ms, ${compression}`, product: quantile(0.5), ...limit },
    { what: `p95 ms, ${compression}`, product: quantile(0.95) },
  ];
}

/** From capture to the line that tells of the file, ms. */
async function latencies(compression: Compression, count: number): Promise<number[]> {
  const camera = { codec: "raw12", width, height, framerate };
  await using server = await startProduct({ source: "pattern", camera });
  const folder = await Deno.makeTempDir({ prefix: "picam-raw-png-" });
  try {
    const url = `tcp://127.0.0.1:${server.tcpPort}`;
    const [program = "", ...args] = developCommand({ url, folder, compression, count });
    const receiver = new Deno.Command(program, { args, stdout: "piped", stderr: "null" }).spawn();
    const found: number[] = [];
    const lines = receiver.stdout.pipeThrough(new TextDecoderStream());
    for await (const line of lines.pipeThrough(new TextLineStream())) {
      const nowUs = (performance.timeOrigin + performance.now()) * 1000;
      const { type, firstUs } = JSON.parse(line);
      if (type === "file") found.push((nowUs - firstUs) / 1000);
    }
    if (!(await receiver.status).success) throw new Error("picam did not receive to the end");
    return found.slice(warmUp);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
