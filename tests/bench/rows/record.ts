/** What recording 100 Mbit/s costs. @module */
import { type RecorderReport, startRecorder } from "../../support/recorder.ts";
import type { Figure } from "../figure.ts";
import { median } from "../rounds.ts";
import type { Row } from "../row.ts";

const framesPerSecond = 30;
const bitrateBps = 100e6;
const frameBytes = Math.round(bitrateBps / 8 / framesPerSecond);
const limitPercent = 50;
const limitMegabytes = 120;
const limitGrowth = 1.05;
/** Seconds for a gigabit at 500 Mbit/s: what catching up after an outage is to reach at least. */
const limitSecondsPerGigabit = 2;

/** MP4 onto the disk that has the temporary folder, at the camera's pace and as fast as it goes. */
export const record: Row = {
  name: "record",
  title: "MP4 of 100 Mbit/s onto this machine's disk, the writer alone",
  async measure(_tools, { rounds, windowMs }) {
    const count = Math.round(windowMs / 1000 * framesPerSecond);
    const paced: RecorderReport[] = [];
    const hurried: RecorderReport[] = [];
    for (let round = 0; round < rounds; round++) {
      paced.push(await runRecorder(count, 1000 / framesPerSecond));
      hurried.push(await runRecorder(count, 0));
    }
    return { figures: figuresOf(paced, hurried), measurements: { paced, hurried } };
  },
};

function figuresOf(paced: readonly RecorderReport[], hurried: readonly RecorderReport[]): Figure[] {
  const of = (reports: readonly RecorderReport[], value: (report: RecorderReport) => number) =>
    median(reports.map(value));
  const halfMegabytes = of(paced, ({ residentBytes }) => residentBytes[0]) / 1e6;
  const megabytes = of(paced, ({ residentBytes }) => residentBytes[1]) / 1e6;
  return [
    {
      what: "processor, % of a core",
      product: of(paced, ({ cpuSeconds, wallSeconds }) => cpuSeconds / wallSeconds * 100),
      limit: limitPercent,
    },
    { what: "memory MB", product: megabytes, limit: limitMegabytes },
    {
      what: "memory MB at the end (yardstick: at the half)",
      yardstick: halfMegabytes,
      product: megabytes,
      limit: halfMegabytes * limitGrowth,
      target: `${limitGrowth} × that`,
    },
    {
      what: "s a gigabit, as fast as it goes",
      product: of(hurried, ({ wallSeconds, sizeBytes }) => wallSeconds / (sizeBytes * 8 / 1e9)),
      limit: limitSecondsPerGigabit,
    },
  ];
}

async function runRecorder(count: number, intervalMs: number): Promise<RecorderReport> {
  const folder = await Deno.makeTempDir({ prefix: "picam-record-" });
  try {
    const intra = framesPerSecond;
    const order = { target: `${folder}/a.mp4`, count, intervalMs, intra, loop: intra, frameBytes };
    const { stdout, success } = await startRecorder(order).output();
    if (!success) throw new Error("The recorder failed");
    return JSON.parse(new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
