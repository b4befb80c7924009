import { checkRoom, prepareFolder } from "./location.ts";
import { elsewhere, reason, RingError } from "./ring_error.ts";
import { FileStorage, type Storage } from "./storage.ts";

/** Larger ones are slower: they do not stay in the processor's cache. */
const blank = new Uint8Array(256 * 1024);

/** A ring's bytes, ready to be read and written. */
export interface OpenedFile {
  /** Owns the descriptor, and with it the lock. */
  readonly storage: Storage;
  /** Why what the file held is gone; nothing where it held nothing or is as it was. */
  readonly discarded: string | undefined;
}

/**
 * Opens or makes the ring's file for its one writer, with all of its space taken at once, so that
 * no frame can meet a full tmpfs later.
 * @param sizeBytes Size of the whole file.
 * @throws {RingError} when it cannot be had; the message names the path and the remedy.
 */
export function openRingFile(path: string, sizeBytes: number): OpenedFile {
  prepareFolder(path);
  const file = openForWriting(path);
  try {
    checkOwner(file, path);
    lock(file, path);
    const discarded = takeSpace(file, { path, sizeBytes });
    return { storage: new FileStorage(file), discarded };
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

function checkOwner(file: Deno.FsFile, path: string): void {
  const { isFile, uid } = file.statSync();
  if (!isFile) throw new RingError(`The ring ${path} is not a regular file. ${elsewhere}`);
  if (uid !== null && uid !== Deno.uid()) {
    throw new RingError(`The ring ${path} belongs to another user. ${elsewhere}`);
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

/** @returns why what was there is gone, where something was. */
function takeSpace(
  file: Deno.FsFile,
  ring: { path: string; sizeBytes: number },
): string | undefined {
  const { size, blocks } = file.statSync();
  const occupied = Math.min((blocks ?? 0) * 512, ring.sizeBytes);
  try {
    checkRoom(ring.path, ring.sizeBytes - occupied);
    if (size === ring.sizeBytes && (blocks === null || occupied === size)) return undefined;
    fill(file, ring);
  } catch (error) {
    if (file.statSync().size === 0) Deno.removeSync(ring.path);
    throw error;
  }
  if (size === 0) return undefined;
  return size === ring.sizeBytes ? "it has holes" : `it has ${size} bytes, not ${ring.sizeBytes}`;
}

function fill(file: Deno.FsFile, ring: { path: string; sizeBytes: number }): void {
  try {
    file.truncateSync(0);
    for (let written = 0; written < ring.sizeBytes;) {
      written += file.writeSync(blank.subarray(0, ring.sizeBytes - written));
    }
  } catch (error) {
    file.truncateSync(0);
    throw new RingError(`Cannot write the ring ${ring.path}: ${reason(error)}. ${elsewhere}`);
  }
}
