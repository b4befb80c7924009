/** What receiving and keeping 100 Mbit/s costs. @module */
import { Child } from "../child.ts";
import type { Figure } from "../figure.ts";
import { cpuSeconds, residentBytes } from "../process_figures.ts";
import { receiveCommand, startFedProduct } from "../product.ts";
import { median } from "../rounds.ts";
import type { Row } from "../row.ts";
import type { Tools } from "../tools.ts";

const camera = { bitrate: 100e6 };
const limitPercent = 50;
const limitMegabytes = 120;
const sampleMs = 500;

interface Received {
  readonly cpuPercent: number;
  readonly memoryBytes: readonly number[];
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
  await using receiver = new Child(program, { args });
  await receiver.line(/"connected"/);
  return await watch(receiver.pid, windowMs);
}

async function watch(pid: number, windowMs: number): Promise<Received> {
  const memoryBytes: number[] = [];
  const before = { cpu: await cpuSeconds(pid), ms: performance.now() };
  while (performance.now() - before.ms < windowMs) {
    await new Promise((resolve) => setTimeout(resolve, sampleMs));
    memoryBytes.push(await residentBytes(pid));
  }
  const seconds = (performance.now() - before.ms) / 1000;
  return { cpuPercent: (await cpuSeconds(pid) - before.cpu) / seconds * 100, memoryBytes };
}

function figuresOf(measurements: readonly Received[]): Figure[] {
  return [
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
