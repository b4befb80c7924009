import type { ProgramLog } from "./log.ts";
import { ProgramError } from "./options/program_options.ts";
import type { Profile } from "./profile.ts";
import { readStarts } from "./run_log.ts";
import { cameraId } from "./sensor.ts";
import { fileNames } from "./settings.ts";

/**
 * Takes the camera for this process, by a lock that the kernel drops when the process ends.
 *
 * @returns the lock's file; closing it gives the camera back.
 * @throws {ProgramError} as the programs do when there is no such camera or another one has it.
 */
export function openCamera(
  wanted: {
    folder: string;
    log: ProgramLog;
    profile: Profile;
    cameras: number;
    index: number;
    busy: boolean;
    busyStartsAfterKill: number;
  },
): Deno.FsFile {
  const { folder, log, index } = wanted;
  if (wanted.cameras === 0) throw new ProgramError("no cameras available");
  if (index >= wanted.cameras) throw new ProgramError("selected camera is not available");
  const lock = Deno.openSync(`${folder}/${fileNames.lock(index)}`, { write: true, create: true });
  const free = !wanted.busy && !restsAfterKill(folder, wanted.busyStartsAfterKill) &&
    lock.tryLockSync(true);
  if (free) return lock;
  lock.close();
  log.libcamera("INFO", "Camera camera.cpp:1028", "Pipeline handler in use by another process");
  throw new ProgramError(`failed to acquire camera ${cameraId(wanted.profile.platform, index)}`);
}

/** Whether the last run that had a camera was killed, and too few starts have been refused since. */
function restsAfterKill(folder: string, starts: number): boolean {
  if (starts === 0) return false;
  const earlier = readStarts(folder).filter(({ pid }) => pid !== Deno.pid);
  const killed = earlier.findLastIndex(({ end, pid }) => end === undefined && !isAlive(pid));
  return killed >= 0 && earlier.length - 1 - killed < starts;
}

/** Whether a process exists; a signal that changes nothing asks for it. */
export function isAlive(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof TypeError) return false;
    throw error;
  }
}
