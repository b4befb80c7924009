/** What receiving and keeping 100 Mbit/s costs. @module */
import { Child } from "../child.ts";
import type { Figure } from "../figure.ts";
import { cpuSeconds, residentBytes } from "../process_figures.ts";
import { receiveCommand, serviceEnvironment, startFedProduct } from "../product.ts";
import { median } from "../rounds.ts";
import type { Row } from "../row.ts";
import type { Tools } from "../tools.ts";

const camera = { bitrate: 100e6 };
const limitPercent = 50;
const limitMegabytes = 120;
/** The last group of pictures is not on the disk yet. */
const leastShare = 0.9;
const sampleMs = 500;

interface Watched {
  readonly seconds: number;
  readonly cpuPercent: number;
  readonly memoryBytes: readonly number[];
}

interface Received extends Watched {
  /** How fast the files grew. */
  readonly mbps: number;
}

/** `--mode receive` of 100 Mbit/s, framed, into MP4 files of a minute. */
export const receive: Row = {
  name: "receive",
  title: "receiving 100 Mbit/s into MP4 files",
  async measure(tools, { rounds, windowMs }) {
    const measurements: Received[] = [];
    for (let round = 0; round < rounds; round++) {
      measurements.push(await receiveFor(tools, windowMs));
    }
    return { figures: figuresOf(measurements), measurements };
  },
};

async function receiveFor(tools: Tools, windowMs: number): Promise<Received> {
  await using server = await startFedProduct(tools, camera);
  const folder = await Deno.makeTempDir({ dir: tools.folder });
  const [program = "", ...args] = receiveCommand({
    url: `tcp://127.0.0.1:${server.tcpPort}`,
    output: `${folder}/%03d.mp4`,
  });
  await using receiver = new Child(program, { args, env: serviceEnvironment });
  await receiver.line(/ stream name=/);
  const bytesBefore = await keptBytes(folder);
  const watched = await watch(receiver.pid, windowMs);
  const megabits = (await keptBytes(folder) - bytesBefore) * 8 / 1e6;
  return { ...watched, mbps: megabits / watched.seconds };
}

async function keptBytes(folder: string): Promise<number> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const files = await Promise.all(entries.map(({ name }) => Deno.stat(`${folder}/${name}`)));
  return files.reduce((sum, { size }) => sum + size, 0);
}

async function watch(pid: number, windowMs: number): Promise<Watched> {
  const memoryBytes: number[] = [];
  const before = { cpu: await cpuSeconds(pid), ms: performance.now() };
  while (performance.now() - before.ms < windowMs) {
    await new Promise((resolve) => setTimeout(resolve, sampleMs));
    memoryBytes.push(await residentBytes(pid));
  }
  const seconds = (performance.now() - before.ms) / 1000;
  const cpuPercent = (await cpuSeconds(pid) - before.cpu) / seconds * 100;
  return { seconds, cpuPercent, memoryBytes };
}

function figuresOf(measurements: readonly Received[]): Figure[] {
  const mbps = Math.min(...measurements.map((each) => each.mbps));
  return [
    {
      what: "Mbit/s kept",
      product: mbps,
      faults: mbps < leastShare * camera.bitrate / 1e6 ? "not all was kept" : "",
    },
    {
      what: "processor, % of a core",
      product: median(measurements.map(({ cpuPercent }) => cpuPercent)),
      limit: limitPercent,
    },
    {
      what: "memory MB, highest",
      product: Math.max(...measurements.flatMap(({ memoryBytes }) => memoryBytes)) / 1e6,
      limit: limitMegabytes,
    },
    {
      what: "memory MB, median",
      product: median(measurements.flatMap(({ memoryBytes }) => memoryBytes)) / 1e6,
    },
  ];
}
