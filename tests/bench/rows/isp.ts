/** What developing a RAW frame takes, on one core and on two, and what it takes in plain C. @module */
import { defaultProfile, Developer, type IspProfile } from "../../../lib/isp/mod.ts";
import { DevelopPool } from "../../../lib/record/develop/develop_pool.ts";
import { encodePng } from "../../../lib/record/develop/png.ts";
import type { StreamInfo } from "../../../lib/frame/mod.ts";
import type { Figure } from "../figure.ts";
import { median } from "../rounds.ts";
import type { Row } from "../row.ts";

const width = 640, height = 480;
const size = { width, height, bayer: "RGGB", bitDepth: 12 } as const;
const stream: StreamInfo = { id: 1, name: "bench", codec: "raw12", ...size };

/** All seven stages, each of them with something to do. */
const profile: IspProfile = {
  ...defaultProfile,
  blackLevel: 256,
  colourMatrix: [1.6, -0.4, -0.2, -0.3, 1.5, -0.2, 0, -0.6, 1.6],
};

/** Milliseconds, in the order in which they were measured. */
type Times = readonly number[];

/** Seven stages at 640 x 480, white balance measured on the same frame, copies in and out of WebAssembly included. */
export const isp: Row = {
  name: "isp",
  title: "RAW to RGB, 640 x 480, seven stages, against plain C with a bilateral filter",
  async measure({ folder }, { rounds }) {
    const frame = frameOf(width, height);
    const plain = await compilePlain(folder);
    const yardstick: number[] = [],
      alone: number[] = [],
      defaults: number[] = [],
      two: number[] = [];
    const developer = new Developer({ ...size, profile });
    const usual = new Developer({ ...size, profile: defaultProfile });
    await using pool = DevelopPool.open({ profile, workers: 2 });
    for (let round = 0; round < rounds; round++) {
      yardstick.push(...await timePlain(plain, frame));
      alone.push(...timeDeveloper(developer, frame));
      defaults.push(...timeDeveloper(usual, frame));
      two.push(...await timePool(pool, frame));
    }
    const best = timeDeveloper(new Developer({ ...size, profile, quality: "best" }), frame, 40);
    const figures = [
      ...figuresOf({ yardstick, alone, defaults, two, best }),
      { what: "1280 x 720, two workers, frames/s", product: await rateOf(), least: 30 },
      ...pngFigures(developer, frame),
    ];
    return { figures, measurements: { yardstick, alone, defaults, two, best } };
  },
};

function figuresOf(
  times: Record<"yardstick" | "alone" | "defaults" | "two" | "best", Times>,
): Figure[] {
  const one = median(times.alone), plain = median(times.yardstick);
  return [
    { what: "ms a frame, one core, median", product: one, limit: 2 },
    { what: "ms a frame, one core, p95", product: percentile95(times.alone), limit: 2.5 },
    { what: "ms a frame, two workers, median", product: median(times.two), limit: 1.2 },
    {
      what: "ms a frame (yardstick: plain C, gcc -O3)",
      yardstick: plain,
      product: one,
      limit: plain / 100,
      target: "1/100",
    },
    { what: "ms a frame, one core, as by default (no matrix)", product: median(times.defaults) },
    { what: "ms a frame, one core, the best demosaic", product: median(times.best) },
  ];
}

/** A picture of soft shapes, fine texture and noise, as a sensor with a black level and a cast sees it. */
function frameOf(width: number, height: number): Uint8Array<ArrayBuffer> {
  let state = 1;
  const noise = (): number => (state = Math.imul(state, 1664525) + 1013904223 | 0) / 2 ** 31;
  const casts = [1 / 1.9, 1, 1, 1 / 1.6];
  const samples = Uint16Array.from({ length: width * height }, (_, at) => {
    const x = at % width, y = Math.floor(at / width);
    const shape = 0.4 + 0.3 * Math.sin(x / 31) * Math.cos(y / 23) + 0.1 * Math.sin(x * y / 900);
    const light = Math.max(0, shape + (x & 64 ? 0.1 : 0) + 0.01 * noise());
    return Math.min(4095, Math.round(256 + 3839 * light * casts[2 * (y & 1) + (x & 1)]!));
  });
  return new Uint8Array(samples.buffer);
}

/** Times of frames, each measured and developed, after as many for the compiler. */
function timeDeveloper(developer: Developer, frame: Uint8Array, frames = 200): Times {
  const times: number[] = [];
  for (let number = 0; number < 2 * frames; number++) {
    const start = performance.now();
    developer.develop(frame);
    times.push(performance.now() - start);
  }
  return times.slice(frames);
}

/** Times from handing a frame over to its picture, one frame after the other. */
async function timePool(pool: DevelopPool, frame: Uint8Array): Promise<Times> {
  const times: number[] = [];
  for (let number = 0; number < 300; number++) {
    const start = performance.now();
    using _picture = await pool.develop(frame, stream);
    times.push(performance.now() - start);
  }
  return times.slice(100);
}

/** How many frames of 1280 x 720 two workers develop in a second, two under way at a time. */
async function rateOf(): Promise<number> {
  const large = { ...stream, width: 1280, height: 720 };
  const frame = frameOf(large.width, large.height);
  await using pool = DevelopPool.open({ profile, workers: 2 });
  const run = async (frames: number): Promise<void> => {
    for (let number = 0; number < frames; number++) {
      using _picture = await pool.develop(frame, large);
    }
  };
  await Promise.all([run(20), run(20)]);
  const start = performance.now();
  await Promise.all([run(60), run(60)]);
  return 120_000 / (performance.now() - start);
}

function pngFigures(developer: Developer, frame: Uint8Array): Figure[] {
  const developed = developer.develop(frame);
  const bytes = new Uint8Array(new SharedArrayBuffer(developed.length));
  bytes.set(developed);
  const picture = { width, height, depth: 8, bytes } as const;
  return (["stored", "fast"] as const).map((compression) => {
    const times = Array.from({ length: 25 }, () => {
      const start = performance.now();
      encodePng(picture, compression);
      return performance.now() - start;
    });
    return { what: `ms a PNG, ${compression}`, product: median(times.slice(5)) };
  });
}

async function compilePlain(folder: string): Promise<string> {
  const output = `${folder}/isp`;
  const source = new URL("../isp.c", import.meta.url).pathname;
  const args = ["-O3", "-Wall", "-Wextra", "-o", output, source, "-lm"];
  const { success, stderr } = await new Deno.Command("gcc", { args }).output();
  if (!success) throw new Error(`Cannot compile isp.c: ${new TextDecoder().decode(stderr)}`);
  return output;
}

async function timePlain(program: string, frame: Uint8Array<ArrayBuffer>): Promise<Times> {
  const args = [String(width), String(height), "3"];
  const child = new Deno.Command(program, { args, stdin: "piped", stdout: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(frame);
  await writer.close();
  const { stdout } = await child.output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  return lines.slice(0, -1).map(Number);
}

function percentile95(times: Times): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? NaN;
}
