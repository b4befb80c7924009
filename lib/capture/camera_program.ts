import type { Codec } from "../frame/mod.ts";
import { type AskParts, askProgram } from "./ask_program.ts";
import { findProgram } from "./find_program.ts";

/** The camera programs' names, the present one first: from 2023 to 2025 both were there. */
export type CameraProgramNames = readonly [present: string, former: string];

/** What makes pictures of what the sensor sees. */
const videoNames: CameraProgramNames = ["rpicam-vid", "libcamera-vid"];
/** What hands on what the sensor sees. */
const rawNames: CameraProgramNames = ["rpicam-raw", "libcamera-raw"];

/** What the camera program for a codec is called. */
export function cameraProgramNames(codec: Codec | undefined): CameraProgramNames {
  return codec === "raw12" ? rawNames : videoNames;
}

/** A camera program that was found, and what it says of itself. */
export interface CameraProgram {
  /** Where it is. */
  readonly path: string;
  /** Its release, as `1.12.0`; older ones do not tell. */
  readonly version?: string;
  /** Whether it was built with libav, the only way to H.264 on a Pi 5; older ones do not tell. */
  readonly hasLibav?: boolean;
}

/** Longer than any start of it takes; a program that hangs here will hang later, where it is told. */
const versionTimeoutMs = 5000;

/** What `--version` prints. Spec: reference/rpicam-facts 1.2. */
export function parseCameraVersion(text: string): Omit<CameraProgram, "path"> {
  const version = /-apps build:\s*v?(\d+\.\d+\.\d+)/.exec(text)?.[1];
  const libav = /\blibav:([01])/.exec(text)?.[1];
  return {
    ...(version === undefined ? {} : { version }),
    ...(libav === undefined ? {} : { hasLibav: libav === "1" }),
  };
}

/**
 * Finds the camera program and asks for its version.
 * @param parts.path folders to look into; by default the environment's `PATH`.
 * @param parts.codec what it is to deliver; RAW frames have a program of their own.
 * @returns nothing when it is not installed; without a version when it does not tell, whatever the
 *   reason: the run that follows meets the same, and is listened to.
 */
export async function findCameraProgram(
  parts: { path?: string | undefined; codec?: Codec | undefined } & AskParts = {},
): Promise<CameraProgram | undefined> {
  const path = await findProgram(cameraProgramNames(parts.codec), parts.path);
  if (path === undefined) return undefined;
  const question = { program: path, args: ["--version"], limitMs: versionTimeoutMs };
  try {
    return { path, ...parseCameraVersion((await askProgram(question, parts)).text) };
  } catch {
    return { path }; // it cannot be started
  }
}
