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
  /** The same for where there is no room. */
  readonly short: string;
  /** Parts of the highest number are left out first where there is no room. */
  readonly rank: number;
}

/**
 * How receiving goes, in one line.
 *
 * @param figures What to tell.
 * @param columns How many characters it may have. Where they are too few the words are shortened, so
 * that 79 ordinarily hold all figures; then what counts least is left out.
 */
export function liveLine({ status, outputs }: LiveFigures, columns: number): string {
  const { cameras } = status;
  const writtenBytes = outputs.reduce((total, { bytes }) => total + bytes, 0);
  const parts = [
    asIs(stateWords(status), 0),
    ...cameras.length > 0 ? figureParts(cameras) : [],
    ...developParts(outputs),
    ...writtenBytes > 0 ? [writtenPart(sizeWords(writtenBytes))] : [],
  ];
  const full = parts.map(({ text }) => text).join("  ");
  const line = full.length <= columns ? full : joinShort(parts, columns);
  return line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1))}…`;
}

/** A part that cannot be said shorter. */
function asIs(text: string, rank: number): Part {
  return { text, short: text, rank };
}

function joinShort(parts: readonly Part[], columns: number): string {
  const line = parts.map(({ short }) => short).join(" ");
  if (line.length <= columns || parts.length <= 1) return line;
  const last = Math.max(...parts.map(({ rank }) => rank));
  return joinShort(parts.filter(({ rank }) => rank < last), columns);
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
  const damaged = sum((camera) => camera.damaged);
  return [
    ratePart(sum((camera) => camera.framesPerSecond)),
    compactable(bitrateWords(sum((camera) => camera.bitrateBps)), 3),
    ...latencyParts(cameras),
    ...lagParts(cameras),
    ...cameras.flatMap(({ metadata }) => metadata ? exposureParts(metadata) : []),
    gapPart(cameras),
    reconnectPart(sum((camera) => camera.reconnects)),
    ...damaged === 0 ? [] : [asIs(`${damaged} damaged`, 8)],
  ];
}

/** A number and its unit need no space where there is no room. */
function compact(words: string): string {
  return words.replace(" ", "");
}

function compactable(text: string, rank: number): Part {
  return { text, short: compact(text), rank };
}

function ratePart(framesPerSecond: number): Part {
  const exact = framesPerSecond.toFixed(1);
  const short = framesPerSecond < 10 ? exact : framesPerSecond.toFixed(0);
  return { text: `${exact} fps`, short: `${short}fps`, rank: 1 };
}

function worst(values: readonly number[]): string {
  return timeWords(Math.max(...values));
}

function latencyParts(cameras: readonly CameraStatus[]): Part[] {
  const latencies = cameras.flatMap(({ latencyUs }) => latencyUs ?? []);
  if (latencies.length === 0) return [];
  const p50 = worst(latencies.map(({ p50 }) => p50 / 1000));
  const p99 = worst(latencies.map(({ p99 }) => p99 / 1000));
  const [half = "", unit] = p50.split(" ");
  const shortHalf = p99.endsWith(` ${unit}`) ? half : compact(p50);
  return [{
    text: `latency ${p50} / ${p99}`,
    short: `late ${shortHalf}/${compact(p99)}`,
    rank: 2,
  }];
}

function lagParts(cameras: readonly CameraStatus[]): Part[] {
  const lags = cameras.flatMap(({ lagMs }) => lagMs ?? []);
  if (lags.length === 0) return [];
  return [{ text: `lag ${worst(lags)}`, short: `lag ${compact(worst(lags))}`, rank: 6 }];
}

function reconnectPart(count: number): Part {
  return { text: countWords(count, "reconnect"), short: countWords(count, "redial"), rank: 7 };
}

function writtenPart(size: string): Part {
  return { text: `${size} written`, short: compact(size), rank: 4 };
}

/** What the camera told of its newest frame. */
function exposureParts({ exposureUs, analogueGain }: FrameMetadata): Part[] {
  const words = [
    ...typeof exposureUs === "number" ? [`exposure ${timeWords(exposureUs / 1000)}`] : [],
    ...typeof analogueGain === "number" ? [`gain ${analogueGain.toFixed(1)}`] : [],
  ];
  return words.length === 0 ? [] : [asIs(words.join(" "), 9)];
}

function developParts(outputs: readonly OutputStatus[]): Part[] {
  const developed = outputs.flatMap((output) => output.developed ?? []);
  if (developed.length === 0) return [];
  const frames = Math.max(...developed.map(({ frames }) => frames));
  const slowest = Math.max(0, ...developed.map(({ medianMs = 0 }) => medianMs));
  return [asIs(`${frames} developed, ${timeWords(slowest)} each`, 9)];
}

function gapPart(cameras: readonly CameraStatus[]): Part {
  const holes = cameras.reduce((total, camera) => total + camera.holes, 0);
  const lost = cameras.reduce((total, camera) => total + camera.lostFrames, 0);
  const gaps = countWords(holes, "gap");
  const text = holes === 0 ? "no gaps" : `${gaps} (${countWords(lost, "frame")})`;
  return { text, short: gaps, rank: 5 };
}
