import { runChild, type Spawn, spawnProgram } from "./child.ts";
import { findProgram } from "./find_program.ts";
import { systemTiming, type Timing } from "./timing.ts";

/** The camera program's names, the present one first: from 2023 to 2025 both were there. */
export const cameraProgramNames: readonly string[] = ["rpicam-vid", "libcamera-vid"];

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
 * @returns nothing when it is not installed; without a version when it does not tell.
 */
export async function findCameraProgram(
  parts: { path?: string | undefined; spawn?: Spawn; timing?: Timing; signal?: AbortSignal } = {},
): Promise<CameraProgram | undefined> {
  const path = await findProgram(cameraProgramNames, parts.path);
  if (path === undefined) return undefined;
  const { spawn = spawnProgram, timing = systemTiming } = parts;
  const timeout = new AbortController();
  const cancel = timing.after(versionTimeoutMs, () => timeout.abort());
  const signals = parts.signal === undefined ? [] : [parts.signal];
  const decoder = new TextDecoder();
  let text = "";
  try {
    await runChild({
      program: path,
      args: ["--version"],
      spawn,
      timing,
      signal: AbortSignal.any([timeout.signal, ...signals]),
      onStdout: (bytes) => text = (text + decoder.decode(bytes, { stream: true })).slice(0, 4096),
      onStderr: () => {}, // the run that follows says the same, and is listened to
    });
  } finally {
    cancel();
  }
  return { path, ...parseCameraVersion(text) };
}
