import { statfsSync } from "node:fs";
import type { RunProgram } from "./program.ts";
import { parseThrottled, type Throttling } from "./throttling.ts";
import { parseWireless, type WifiSignal, wirelessPath } from "./wifi_signal.ts";

/** Room on a file system. */
export interface Space {
  /** A path on it. */
  readonly path: string;
  /** Bytes that this program may still use. */
  readonly freeBytes: number;
  /** Bytes in all. */
  readonly totalBytes: number;
}

/** How the machine is; what it does not tell is absent. */
export interface MachineHealth {
  /** Temperature of the processor in °C. */
  readonly temperatureCelsius?: number;
  /** Power supply and cooling of a Raspberry Pi. */
  readonly throttling?: Throttling;
  /** Room on the file systems that were asked about. */
  readonly space: readonly Space[];
  /** How well the Wi-Fi device hears, where there is one that is connected. */
  readonly wifi?: WifiSignal;
}

/** Where machine health is read; tests hand in their own. */
export interface MachineSources {
  /** Runs `vcgencmd`. */
  readonly run: RunProgram;
  /** Reads a small text file; throws where there is none. By default the system's. */
  readonly readTextFile?: (path: string) => string;
  /** Room on the file system of a path; throws where there is no such path. By default the system's. */
  readonly space?: (path: string) => Space;
}

const temperaturePath = "/sys/class/thermal/thermal_zone0/temp";

/**
 * Reads how the machine is.
 *
 * @param paths Paths on the file systems whose room is asked for.
 * @param sources Where to read.
 * @returns What the machine tells.
 */
export async function readMachineHealth(
  paths: readonly string[],
  sources: MachineSources,
): Promise<MachineHealth> {
  const throttling = await readThrottling(sources);
  return { ...readSensors(paths, sources), ...(throttling ? { throttling } : {}) };
}

/**
 * Reads what the kernel tells at once, within some 0.1 ms: all of a machine's health but throttling.
 *
 * @param paths Paths on the file systems whose room is asked for.
 * @param sources Where to read.
 * @returns What the machine tells.
 */
export function readSensors(
  paths: readonly string[],
  sources: Omit<MachineSources, "run"> = {},
): Omit<MachineHealth, "throttling"> {
  const { readTextFile = (path) => Deno.readTextFileSync(path), space = readSpace } = sources;
  const millidegrees = orNothing(() => Number(readTextFile(temperaturePath)));
  const wifi = orNothing(() => parseWireless(readTextFile(wirelessPath)));
  return {
    ...(millidegrees ? { temperatureCelsius: millidegrees / 1000 } : {}),
    space: paths.flatMap((path) => orNothing(() => space(path)) ?? []),
    ...(wifi ? { wifi } : {}),
  };
}

/** Asks the firmware of a Raspberry Pi; nothing elsewhere. */
export async function readThrottling(
  { run }: Pick<MachineSources, "run">,
): Promise<Throttling | undefined> {
  const throttled = await run("vcgencmd", ["get_throttled"]);
  return parseThrottled(throttled?.stdout ?? "");
}

/** What should worry whoever runs a machine. */
export interface Concern {
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/**
 * What of a machine's health should worry whoever runs it.
 *
 * @param health What {@linkcode readMachineHealth} told.
 * @returns Each concern; empty where all is well.
 */
export function machineConcerns(health: MachineHealth): Concern[] {
  const { temperatureCelsius, throttling, space } = health;
  return [
    // The firmware slows a Pi down from 80 °C, hard at 85.
    ...(temperatureCelsius !== undefined && temperatureCelsius >= 80
      ? [{
        message: `the processor is at ${temperatureCelsius.toFixed(0)} °C and slows down`,
        remedy: coolIt,
      }]
      : []),
    ...throttlingConcerns(throttling),
    ...space.filter(isScarce).map(({ path, freeBytes, totalBytes }) => ({
      message: `${path} has only ${mebibytes(freeBytes)} of ${mebibytes(totalBytes)} free`,
      remedy: "make room",
    })),
  ];
}

const coolIt = "cool it: a heat sink, a fan, or shade";

function throttlingConcerns(throttling: Throttling | undefined): Concern[] {
  const { now = [], sinceBoot = [] } = throttling ?? {};
  const remedy = (faults: readonly string[]): string =>
    faults.includes("under-voltage") ? "use a stronger power supply or a shorter cable" : coolIt;
  if (now.length > 0) {
    return [{ message: `the machine reports ${now.join(", ")} now`, remedy: remedy(now) }];
  }
  if (sinceBoot.length === 0) return [];
  const message = `the machine reported ${sinceBoot.join(", ")} since it started`;
  return [{ message, remedy: remedy(sinceBoot) }];
}

/** Under 5 % and under 100 MiB: 5 % of a large disk is plenty, 100 MiB of a small tmpfs too. */
function isScarce({ freeBytes, totalBytes }: Space): boolean {
  return freeBytes < totalBytes * 0.05 && freeBytes < 100 * 2 ** 20;
}

function readSpace(path: string): Space {
  const { bavail, blocks, bsize } = statfsSync(path);
  return { path, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 20)} MiB`;
}

/** Not every machine has every sensor, nor every path exists yet: what is not there is not told. */
function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
