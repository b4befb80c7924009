import { accessSync, constants, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isForeign, isMemoryFilesystem, nearestExisting } from "./location.ts";

/** What is known of the place where a ring is, or would be. */
export interface RingPlace {
  /** The ring's folder, absolute. It is made when the ring is opened. */
  readonly folder: string;
  /** Whether that is in memory; so it is taken to be where the system does not tell. */
  readonly isTmpfs: boolean;
  /** Bytes that a ring can have there, those that its file has already among them. */
  readonly roomBytes: number;
  /** Whether this user may write there. */
  readonly isWritable: boolean;
  /** The user whose folder or file it is, where that is another one: the ring is then refused. */
  readonly foreignUid?: number;
}

/**
 * Looks at the place of a ring, and changes nothing there.
 * @param path The ring's file, which need not exist.
 * @throws {Error} the system's, when the place cannot be seen.
 */
export function surveyPlace(path: string): RingPlace {
  const folder = dirname(resolve(path));
  const existing = nearestExisting(folder);
  const { bavail, bsize } = statfsSync(existing);
  const file = statOrNothing(path);
  const foreignUid = foreignUidOf(file, existing === folder ? folder : undefined);
  return {
    folder,
    isTmpfs: isMemoryFilesystem(existing),
    roomBytes: bavail * bsize + (file?.blocks ?? 0) * 512,
    isWritable: file === undefined ? isWritableFolder(existing) : isWritable(path),
    ...(foreignUid === undefined ? {} : { foreignUid }),
  };
}

function foreignUidOf(
  file: Deno.FileInfo | undefined,
  folder: string | undefined,
): number | undefined {
  const uid = file?.uid ?? Deno.uid();
  if (uid !== null && uid !== Deno.uid()) return uid;
  return folder !== undefined && isForeign(folder) ? Deno.lstatSync(folder).uid ?? -1 : undefined;
}

function statOrNothing(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined; // there is none yet, or none that can be seen
  }
}

function isWritableFolder(path: string): boolean {
  return Deno.statSync(path).isDirectory && isWritable(path);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
