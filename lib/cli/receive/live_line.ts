import type { OutputStatus } from "../../record/mod.ts";
import type { FrameMetadata } from "../../frame/mod.ts";
import type { CameraStatus, ReceiveStatus } from "../../receive/mod.ts";
import { bitrateWords, countWords, sizeWords, timeWords } from "./figures.ts";

/** What a live line tells. */
export interface LiveFigures {
  /** How receiving goes. */
  readonly status: ReceiveStatus;
  /** What the outputs have taken. */
  readonly outputs: readonly OutputStatus[];
}

interface Part {
  readonly text: string;
  /** Parts of the highest number are left out first where there is no room. */
  readonly rank: number;
}

const separator = "  ";

/**
 * How receiving goes, in one line.
 *
 * @param figures What to tell.
 * @param columns How many characters it may have; what counts least is left out.
 */
export function liveLine({ status, outputs }: LiveFigures, columns: number): string {
  const { cameras } = status;
  const writtenBytes = outputs.reduce((total, { bytes }) => total + bytes, 0);
  const parts = [
    { text: stateWords(status), rank: 0 },
    ...cameras.length > 0 ? figureParts(cameras) : [],
    ...developParts(outputs),
    ...writtenBytes > 0 ? [{ text: `${sizeWords(writtenBytes)} written`, rank: 4 }] : [],
  ];
  const line = join(parts, columns);
  return line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1))}…`;
}

function join(parts: readonly Part[], columns: number): string {
  const line = parts.map(({ text }) => text).join(separator);
  if (line.length <= columns || parts.length <= 1) return line;
  const last = Math.max(...parts.map(({ rank }) => rank));
  return join(parts.filter(({ rank }) => rank < last), columns);
}

function stateWords({ state, target, problem, cameras }: ReceiveStatus): string {
  if (state === "connecting") return `connecting to ${target}`;
  if (state === "waiting") return `waiting: ${problem ?? "no connection"}`;
  if (state === "listening" && !cameras.some(isThere)) return "waiting for a camera to dial";
  if (cameras.some(({ state }) => state === "receiving")) {
    return cameras.length > 1 ? `receiving ${cameras.length} cameras` : "receiving";
  }
  return cameras.some(isThere) ? "the camera is stopped" : "connected";
}

function isThere({ state }: CameraStatus): boolean {
  return state !== "away";
}

function figureParts(cameras: readonly CameraStatus[]): Part[] {
  const sum = (of: (camera: CameraStatus) => number) =>
    cameras.reduce((total, camera) => total + of(camera), 0);
  const latency = cameras.flatMap(({ latencyUs }) => latencyUs ?? []);
  const lags = cameras.flatMap(({ lagMs }) => lagMs ?? []);
  const worst = (values: readonly number[]) => timeWords(Math.max(...values));
  const damaged = sum((camera) => camera.damaged);
  return [
    { text: `${sum((camera) => camera.framesPerSecond).toFixed(1)} fps`, rank: 1 },
    { text: bitrateWords(sum((camera) => camera.bitrateBps)), rank: 3 },
    ...latency.length === 0 ? [] : [{
      text: `latency ${worst(latency.map(({ p50 }) => p50 / 1000))} / ` +
        worst(latency.map(({ p99 }) => p99 / 1000)),
      rank: 2,
    }],
    ...lags.length === 0 ? [] : [{ text: `lag ${worst(lags)}`, rank: 6 }],
    ...cameras.flatMap(({ metadata }) => metadata ? exposureParts(metadata) : []),
    { text: gapWords(cameras), rank: 5 },
    { text: countWords(sum((camera) => camera.reconnects), "reconnect"), rank: 7 },
    ...damaged === 0 ? [] : [{ text: `${damaged} damaged`, rank: 8 }],
  ];
}

/** What the camera told of its newest frame. */
function exposureParts({ exposureUs, analogueGain }: FrameMetadata): Part[] {
  const words = [
    ...typeof exposureUs === "number" ? [`exposure ${timeWords(exposureUs / 1000)}`] : [],
    ...typeof analogueGain === "number" ? [`gain ${analogueGain.toFixed(1)}`] : [],
  ];
  return words.length === 0 ? [] : [{ text: words.join(" "), rank: 9 }];
}

function developParts(outputs: readonly OutputStatus[]): Part[] {
  const developed = outputs.flatMap((output) => output.developed ?? []);
  if (developed.length === 0) return [];
  const frames = Math.max(...developed.map(({ frames }) => frames));
  const slowest = Math.max(0, ...developed.map(({ medianMs = 0 }) => medianMs));
  return [{ text: `${frames} developed, ${timeWords(slowest)} each`, rank: 9 }];
}

function gapWords(cameras: readonly CameraStatus[]): string {
  const holes = cameras.reduce((total, camera) => total + camera.holes, 0);
  const lost = cameras.reduce((total, camera) => total + camera.lostFrames, 0);
  return holes === 0 ? "no gaps" : `${countWords(holes, "gap")} (${countWords(lost, "frame")})`;
}
