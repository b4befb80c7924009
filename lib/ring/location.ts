import { statfsSync } from "node:fs";

/** A ring cannot be where it was asked to be; the message names the path and the remedy. */
export class RingError extends Error {
  /** The class's name. */
  override readonly name = "RingError";
}

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
 * Makes the ring's folder where it is missing.
 * @throws {RingError} when it cannot be made, or is another user's.
 */
export function prepareFolder(path: string): void {
  const folder = path.replace(/\/[^/]*$/, "") || "/";
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new RingError(`Cannot make the ring's folder ${folder}: ${reason(error)}. ${elsewhere}`);
  }
  // In the world-writable /dev/shm somebody else may have made it first, to read or change frames.
  const owner = Deno.lstatSync(folder);
  if (folder.startsWith("/dev/shm/") && (owner.isSymlink || owner.uid !== Deno.uid())) {
    throw new RingError(`The ring's folder ${folder} belongs to another user. ${elsewhere}`);
  }
}

/**
 * Checks that `path` is on a tmpfs with room for the ring.
 * @param room What the ring needs beyond what it already occupies, in bytes.
 * @throws {RingError} when it is not.
 */
export function checkFilesystem(path: string, room: number): void {
  if (Deno.build.os !== "linux") return;
  const { type, bavail, bsize } = statfsSync(path);
  if (!memoryFilesystems.has(type)) {
    throw new RingError(
      `The ring ${path} would be on a disk, not on tmpfs, and wear it out: ` +
        `use a path under /dev/shm or /run, or --ring memory`,
    );
  }
  const free = bavail * bsize;
  if (free < room) throw new RingError(noSpace(path, { room, free }));
}

/** Words for a tmpfs that is too full. */
export function noSpace(path: string, space: { room: number; free: number }): string {
  return `The ring ${path} needs ${mebibytes(space.room)} and its tmpfs has ` +
    `${mebibytes(space.free)} free: use a smaller --ring-size, enlarge the tmpfs ` +
    `(mount -o remount,size=…), or --ring memory`;
}

/** Words of the system's error. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What to do when a place will not serve. */
export const elsewhere = "Choose another place with --ring PATH, or use --ring memory.";

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
