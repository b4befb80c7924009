import { statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { elsewhere, reason, RingError } from "./ring_error.ts";

const memoryFilesystems = new Set([0x01021994, 0x858458f6]); // tmpfs, ramfs: statfs(2)

/**
 * The folder-and-name that `--ring auto` means: `$RUNTIME_DIRECTORY/ring`, else a folder of this
 * user's own under `/dev/shm`; nothing where the system has no tmpfs to offer.
 */
export function automaticPath(env: { get(name: string): string | undefined }): string | undefined {
  const runtime = env.get("RUNTIME_DIRECTORY")?.split(":")[0];
  if (runtime) return `${runtime}/ring`;
  return Deno.build.os === "linux" ? `/dev/shm/picam-${Deno.uid()}/ring` : undefined;
}

/**
 * Makes the ring's folder where it is missing, once it is sure that it will be on a tmpfs: nothing
 * is left on an SD card by a wrong path.
 * @throws {RingError} when it cannot be made, is on a disk, or is another user's.
 */
export function prepareFolder(path: string): void {
  const folder = dirname(resolve(path));
  checkIsTmpfs(path, nearestExisting(folder));
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new RingError(`Cannot make the ring's folder ${folder}: ${reason(error)}. ${elsewhere}`);
  }
  if (isForeign(folder)) {
    throw new RingError(`The ring's folder ${folder} belongs to another user. ${elsewhere}`);
  }
}

/**
 * Whether a folder is another user's: in the world-writable /dev/shm somebody else may have made it
 * first, to read or change frames.
 */
export function isForeign(folder: string): boolean {
  if (!folder.startsWith("/dev/shm/")) return false;
  const { isSymlink, uid } = Deno.lstatSync(folder);
  return isSymlink || uid !== Deno.uid();
}

/**
 * Checks that the tmpfs has room.
 * @param path The ring's file, which exists.
 * @param room What the ring needs beyond what it already occupies, in bytes.
 * @throws {RingError} when it has not.
 */
export function checkRoom(path: string, room: number): void {
  if (Deno.build.os !== "linux") return;
  checkIsTmpfs(path, path);
  const { bavail, bsize } = statfsSync(path);
  const free = bavail * bsize;
  if (free >= room) return;
  throw new RingError(
    `The ring ${path} needs ${mebibytes(room)} more and its tmpfs has ${mebibytes(free)} free: ` +
      `use a smaller --ring-size, enlarge the tmpfs (mount -o remount,size=…), or --ring memory`,
  );
}

/** Whether a place is in memory; where the system does not tell, it is taken to be. */
export function isMemoryFilesystem(place: string): boolean {
  return Deno.build.os !== "linux" || memoryFilesystems.has(statfsSync(place).type);
}

function checkIsTmpfs(ring: string, place: string): void {
  if (isMemoryFilesystem(place)) return;
  throw new RingError(
    `The ring ${ring} would be on a disk, not on tmpfs, and wear it out: ` +
      `use a path under /dev/shm or /run, or --ring memory`,
  );
}

/** The folder, or the nearest one above it that there is. */
export function nearestExisting(folder: string): string {
  try {
    statfsSync(folder);
    return folder;
  } catch {
    const parent = dirname(folder); // the system's own words come when the folder is made
    return parent === folder ? folder : nearestExisting(parent);
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
