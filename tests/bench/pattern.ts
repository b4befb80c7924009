/**
 * Measures the pattern encoder alone: processor time a picture, and what a camera of that size and
 * rate takes of a core; beside it ffmpeg making and coding its own test card with libx264's fastest
 * preset, in the same run: `deno run -A tests/bench/pattern.ts [seconds]`.
 * @module
 */
import process from "node:process";
import { PatternEncoder, type PatternOptions } from "../../lib/h264/mod.ts";

const STREAMS: readonly PatternOptions[] = [
  { width: 1280, height: 720, framerate: 30, bitrateBps: 2_000_000, intra: 30 },
  { width: 1920, height: 1080, framerate: 60, bitrateBps: 4_000_000, intra: 60 },
  { width: 640, height: 480, framerate: 30, bitrateBps: 1_000_000, intra: 30 },
];

/** Pictures before the measurement: the compiler has seen everything by then. */
const WARM_UP_PICTURES = 300;

const FFMPEG_PICTURES = 300;

interface Figures {
  /** From the constructor's call to the first key picture's last byte. */
  readonly firstPictureMs: number;
  readonly cpuMsPerPicture: number;
  readonly slowestMs: number;
  readonly bitsPerSecond: number;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function measureEncoder(options: PatternOptions, seconds: number): Figures {
  const start = performance.now();
  const encoder = new PatternEncoder(options);
  let unixMs = Date.now();
  const encodeNext = () => encoder.encode(unixMs += 1000 / options.framerate).bytes.length;
  encodeNext();
  const firstPictureMs = performance.now() - start;
  for (let i = 1; i < WARM_UP_PICTURES; i++) encodeNext();
  const cpuBefore = cpuMs();
  const end = performance.now() + seconds * 1000;
  let pictures = 0, bytes = 0, slowestMs = 0;
  for (let now = performance.now(); now < end; pictures++) {
    bytes += encodeNext();
    const then = performance.now();
    slowestMs = Math.max(slowestMs, then - now);
    now = then;
  }
  return {
    firstPictureMs,
    cpuMsPerPicture: (cpuMs() - cpuBefore) / pictures,
    slowestMs,
    bitsPerSecond: bytes * 8 / pictures * options.framerate,
  };
}

/** @returns Processor time of ffmpeg for a picture, `undefined` where there is none */
async function measureFfmpeg(options: PatternOptions): Promise<number | undefined> {
  const { width, height, framerate, intra } = options;
  const source = `testsrc2=size=${width}x${height}:rate=${framerate}`;
  try {
    const { stderr } = await new Deno.Command("ffmpeg", {
      args: ["-benchmark", "-nostdin", "-f", "lavfi", "-i", source, "-frames:v"]
        .concat([`${FFMPEG_PICTURES}`, "-c:v", "libx264", "-preset", "ultrafast"])
        .concat(["-tune", "zerolatency", "-g", `${intra}`, "-f", "null", "-"]),
    }).output();
    const times = /utime=([\d.]+)s stime=([\d.]+)s/.exec(new TextDecoder().decode(stderr));
    return times ? (Number(times[1]) + Number(times[2])) * 1000 / FFMPEG_PICTURES : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

if (import.meta.main) {
  const seconds = Number(Deno.args[0] ?? 3);
  for (const options of STREAMS) {
    const { width, height, framerate } = options;
    const figures = measureEncoder(options, seconds);
    const ffmpegMs = await measureFfmpeg(options);
    const core = (ms: number) => `${(ms * framerate / 10).toFixed(2)} % of a core`;
    console.log(
      [
        `${width} x ${height} at ${framerate}:`,
        `${figures.cpuMsPerPicture.toFixed(3)} ms of processor a picture,`,
        `${core(figures.cpuMsPerPicture)},`,
        `slowest picture ${figures.slowestMs.toFixed(2)} ms,`,
        `constructor and first key picture ${figures.firstPictureMs.toFixed(1)} ms,`,
        `${Math.round(figures.bitsPerSecond / 1000)} kbit/s`,
        `of ${options.bitrateBps / 1000} allowed`,
      ].join(" "),
    );
    if (ffmpegMs === undefined) continue;
    const ratio = figures.cpuMsPerPicture / ffmpegMs;
    console.log(`  ffmpeg testsrc2, libx264: ${core(ffmpegMs)}; ratio ${ratio.toFixed(3)}`);
  }
}
