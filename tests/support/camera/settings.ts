import type { FaultOrder } from "./fault.ts";
import type { ProfileName } from "./profile.ts";

/** What an installed stand-in is set to; the program reads it from its folder at each start. */
export interface StandInSettings {
  readonly profile: ProfileName;
  /** Cameras connected. */
  readonly cameras: number;
  /** From the first words on stderr to the first picture and the signal handlers. */
  readonly startupMs: number;
  /** Random delay of each picture, at most this. */
  readonly jitterMs: number;
  /**
   * H.264 of the PiSP profiles: `numbered` follows the command line and counts on and on; `x264`
   * is a recorded clip of 60 pictures of 640 × 480 again and again, whose key pictures are 30 apart.
   */
  readonly pictures: "numbered" | "x264";
  /** Exact length of pictures that are not key pictures. */
  readonly frameBytes?: number;
  /** Name of the format that `rpicam-raw` prints, where it is not the one that it writes. */
  readonly rawFormat?: string;
  /** Block of C stdio on a pipe: 4096, or the page size of the kernel. */
  readonly stdioBlockBytes: number;
  /** The process that installed the stand-in: no program of it outlives that one. */
  readonly installerPid: number;
  /** Starts that still find the camera busy after a run was killed by SIGKILL. */
  readonly busyStartsAfterKill: number;
}

/** Names of the files in an installed stand-in's folder. */
export const fileNames = {
  settings: "settings.json",
  fault: "fault.json",
  runs: "runs.jsonl",
  lock: (camera: number): string => `camera${camera}.lock`,
} as const;

/** Reads the settings of a folder. */
export function readSettings(folder: string): StandInSettings {
  return JSON.parse(Deno.readTextFileSync(`${folder}/${fileNames.settings}`));
}

/** Reads which fault is ordered. */
export function readFaultOrder(folder: string): FaultOrder {
  return JSON.parse(Deno.readTextFileSync(`${folder}/${fileNames.fault}`));
}

/** Replaces the ordered fault, at once for whoever reads it. */
export function writeFaultOrder(folder: string, order: FaultOrder): void {
  const path = `${folder}/${fileNames.fault}`;
  const fresh = `${path}.${crypto.randomUUID()}`;
  Deno.writeTextFileSync(fresh, JSON.stringify(order));
  Deno.renameSync(fresh, path);
}
