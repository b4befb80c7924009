import { findHolders, type RunningProgram } from "../observe/mod.ts";

const cameraDevice = /^\/dev\/(?:video|media)\d+$/;

/**
 * Finds out who has a camera's devices (`/dev/video*`, `/dev/media*`) open. Programs of other users
 * can be seen by root only.
 * @param procPath where the kernel shows processes; another folder in tests.
 * @returns all but this program; empty where none can be seen.
 */
export function cameraHolders(procPath = "/proc"): Promise<RunningProgram[]> {
  return findHolders((target) => cameraDevice.test(target), procPath);
}
