import type { PicamUrl } from "../../config/mod.ts";
import type { CameraStatus } from "../../receive/mod.ts";
import { bitrateWords, sizeWords, timeWords } from "../receive/figures.ts";
import type { ClockMeasure } from "./remote_clock.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";
import type { Burst, RemoteTrial } from "./remote_trial.ts";

/** A finding with the name of what was looked at. */
export interface NamedFinding {
  /** What was looked at. */
  readonly name: string;
  /** What was found. */
  readonly finding: Finding;
}

const slowRoundTripUs = 200_000;
const oddClockUs = 1e6;
/** Less says more of how the first bytes are handled than of the way. */
const leastBurstBytes = 256 * 1024;
/** A short burst is over before the way is full: it may be faster still. */
const longBurstMs = 1000;
/** A way that carries little more than the stream cannot catch up after an outage. */
const comfortable = 1.5;

/** Whether the server answers, as whom, and how soon. */
export function judgeReach(url: PicamUrl, trial: RemoteTrial): NamedFinding {
  const name = "server";
  const { connectMs, agent, trouble } = trial;
  if (connectMs === undefined) {
    const [found, remedy] = splitRemedy(trouble ?? "no answer");
    return { name, finding: fail(found, remedy ?? "check the URL, and that picam runs there") };
  }
  const who = agent === "" ? "" : `, ${agent}`;
  const where = `${url.href} answers in ${timeWords(connectMs)}${who}`;
  if (trouble === undefined) return { name, finding: ok(where) };
  return { name, finding: warn(`${where}, but: ${trouble}`, "try again; its log may say more") };
}

/** Whether frames come, and which. */
export function judgeFrames({ camera }: RemoteTrial): NamedFinding {
  const name = "frames";
  if (camera === undefined || camera.frames === 0) {
    const remedy = "see what the camera does: picam --mode control URL status";
    return { name, finding: fail("connected, but no frames come", remedy) };
  }
  const { codec, codecString = codec, width, height } = camera.stream ?? { codec: "unknown" };
  const size = width === undefined ? "" : ` ${width}x${height}`;
  const rate = `${camera.framesPerSecond.toFixed(1)} frames/s, ${bitrateWords(camera.bitrateBps)}`;
  return { name, finding: ok(`${codecString}${size}, ${rate}`) };
}

/** How far the server is, and what its clock shows. */
export function judgeClock(
  { roundTripUs, offsetUs: clockOffsetUs, latenciesUs }: ClockMeasure,
): NamedFinding[] {
  const trip = timeWords(roundTripUs / 1000);
  const ahead = clockOffsetUs >= 0 ? "ahead of" : "behind";
  const offset = `the server's clock is ${timeWords(Math.abs(clockOffsetUs) / 1000)} ${ahead} this`;
  return [
    {
      name: "round trip",
      finding: roundTripUs < slowRoundTripUs
        ? ok(trip)
        : warn(`${trip}: the picture is late by half of it`, "a cable, or a better Wi-Fi signal"),
    },
    {
      name: "clock offset",
      finding: Math.abs(clockOffsetUs) < oddClockUs
        ? ok(offset)
        : warn(`${offset}: names of files carry a wrong time`, "sudo timedatectl set-ntp true"),
    },
    ...judgeLatency(latenciesUs),
  ];
}

function judgeLatency(latenciesUs: readonly number[]): NamedFinding[] {
  if (latenciesUs.length === 0) return [];
  const at = (part: number) =>
    timeWords((latenciesUs[Math.floor((latenciesUs.length - 1) * part)] ?? 0) / 1000);
  const found = `half of the frames within ${at(0.5)}, the slowest of ${latenciesUs.length} ${
    at(1)
  }`;
  return [{ name: "latency", finding: ok(found) }];
}

/** How fast the way is, from the time that the ring's past took. */
export function judgeThroughput(burst: Burst, live: CameraStatus | undefined): NamedFinding {
  const name = "throughput";
  const { bytes, ms } = burst;
  if (bytes < leastBurstBytes || ms <= 0) {
    const held = `the server holds ${sizeWords(bytes)} of the past`;
    return { name, finding: ok(`${held}, too little to measure it; try again in a minute`) };
  }
  const bitsPerSecond = bytes * 8 / (ms / 1000);
  const least = ms < longBurstMs ? "at least " : "";
  const found = `${least}${bitrateWords(bitsPerSecond)} (${sizeWords(bytes)} in ${timeWords(ms)})`;
  const neededBps = live?.bitrateBps ?? 0;
  if (bitsPerSecond >= comfortable * neededBps) return { name, finding: ok(found) };
  const needed = `${found}, and the stream has ${bitrateWords(neededBps)}: it falls behind`;
  return { name, finding: warn(needed, "lower --bitrate there, or use a cable") };
}

/** A bare stream does not tell what the server still holds, so there is nothing to time. */
export function unmeasuredThroughput({ host, tls, protocol }: PicamUrl): NamedFinding {
  const shownHost = host.includes(":") ? `[${host}]` : host;
  const better = `${tls ? "tls" : "tcp"}://${shownHost}:5000`;
  const file = protocol === "mjpeg" ? "stream.mjpg" : "stream.h264";
  const found = `/${file} does not allow to measure it, nor the clock; ask ${better}`;
  return { name: "throughput", finding: ok(found) };
}

/** What to do is mostly the part behind the colon. */
function splitRemedy(words: string): [found: string, remedy: string | undefined] {
  const at = words.lastIndexOf(": ");
  return at < 0 ? [words, undefined] : [words.slice(0, at), words.slice(at + 2)];
}
