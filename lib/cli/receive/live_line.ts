import type { CameraStatus, ReceiveStatus } from "../../receive/mod.ts";
import { bitrateWords, countWords, sizeWords, timeWords } from "./figures.ts";

/** What a live line tells. */
export interface LiveFigures {
  /** How receiving goes. */
  readonly status: ReceiveStatus;
  /** Bytes that the outputs have taken. */
  readonly writtenBytes: number;
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
export function liveLine({ status, writtenBytes }: LiveFigures, columns: number): string {
  const { cameras } = status;
  const parts = [
    { text: stateWords(status), rank: 0 },
    ...cameras.length > 0 ? figureParts(cameras) : [],
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
    { text: gapWords(cameras), rank: 5 },
    { text: countWords(sum((camera) => camera.reconnects), "reconnect"), rank: 7 },
    ...damaged === 0 ? [] : [{ text: `${damaged} damaged`, rank: 8 }],
  ];
}

function gapWords(cameras: readonly CameraStatus[]): string {
  const holes = cameras.reduce((total, camera) => total + camera.holes, 0);
  const lost = cameras.reduce((total, camera) => total + camera.lostFrames, 0);
  return holes === 0 ? "no gaps" : `${countWords(holes, "gap")} (${countWords(lost, "frame")})`;
}
