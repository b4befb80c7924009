import {
  checkFilesystem,
  elsewhere,
  noSpace,
  prepareFolder,
  reason,
  RingError,
} from "./location.ts";
import { FileStorage } from "./storage.ts";

const blank = new Uint8Array(256 * 1024);

/**
 * Opens or makes the ring's file for its one writer, with all of its space taken at once, so that
 * no frame can meet a full tmpfs later.
 * @param sizeBytes Size of the whole file.
 * @throws {RingError} when it cannot be had; the message names the path and the remedy.
 */
export function openRingFile(path: string, sizeBytes: number): FileStorage {
  prepareFolder(path);
  const file = openForWriting(path);
  try {
    lock(file, path);
    const present = file.statSync();
    checkFilesystem(path, sizeBytes - Math.min((present.blocks ?? 0) * 512, sizeBytes));
    if (present.size !== sizeBytes) takeSpace(file, { path, sizeBytes });
    return new FileStorage(file, sizeBytes);
  } catch (error) {
    file.close();
    throw error;
  }
}

function openForWriting(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
  } catch (error) {
    throw new RingError(`Cannot open the ring ${path}: ${reason(error)}. ${elsewhere}`);
  }
}

function lock(file: Deno.FsFile, path: string): void {
  // Deno before 2.5 can only wait for a lock: there, two writers are the user's to avoid.
  if (!("tryLockSync" in file) || file.tryLockSync(true)) return;
  throw new RingError(
    `The ring ${path} is written by another picam: stop that one, read it with ` +
      `--source ring:${path}, or give this one a --ring PATH of its own`,
  );
}

function takeSpace(file: Deno.FsFile, ring: { path: string; sizeBytes: number }): void {
  try {
    file.truncateSync(0);
    for (let written = 0; written < ring.sizeBytes;) {
      written += file.writeSync(blank.subarray(0, ring.sizeBytes - written));
    }
  } catch (error) {
    file.truncateSync(0);
    if (error instanceof Error && /ENOSPC|space/i.test(error.message)) {
      throw new RingError(noSpace(ring.path, { room: ring.sizeBytes, free: 0 }));
    }
    throw new RingError(`Cannot write the ring ${ring.path}: ${reason(error)}. ${elsewhere}`);
  }
}
