/** A file that is there, whole. */
export interface WholeFile {
  /** The name that it got. */
  readonly path: string;
  /**
   * Forces it onto the disk: until then a power cut may cost it. To be called once.
   *
   * @throws {Error} If the disk does not take it; it is removed then.
   */
  sync(): Promise<void>;
}

/** What stands behind the name of a file that is being written. */
const partEnding = /\.[0-9a-f]{8}\.part$/;

/**
 * Tells which file one with that name is to become.
 *
 * @returns nothing where it is not one that is being written.
 */
export function nameOfPart(name: string): string | undefined {
  return partEnding.test(name) ? name.replace(partEnding, "") : undefined;
}

/** What a file is called, by how many have that name already; nothing where there is no other name. */
export type NameOf = (copy: number) => string | undefined;

/**
 * Writes a file that is there whole or not at all: under another name first (`NAME.….part`), then under
 * its own. Neither a kill nor a full disk leaves half of it; a kill may leave the `.part`. A file that is
 * there is never overwritten.
 *
 * @param bytes What is in it.
 * @param nameOf Its names, of which it gets the first that is free; all in one folder, which is there.
 * @returns The file; nothing where no name was free.
 */
export async function writeWhole(
  bytes: Uint8Array,
  nameOf: NameOf,
): Promise<WholeFile | undefined> {
  const part = `${nameOf(0)}.${crypto.randomUUID().slice(0, 8)}.part`;
  const file = await Deno.open(part, { write: true, createNew: true });
  let path: string | undefined;
  try {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    path = await publish(part, nameOf);
  } finally {
    await removeIfThere(part);
    if (path === undefined) file.close();
  }
  return path === undefined ? undefined : { path, sync: () => sync(file, path) };
}

/** Gives a file the first name that is free. @returns it. */
async function publish(part: string, nameOf: NameOf): Promise<string | undefined> {
  for (let copy = 0;; copy++) {
    const name = nameOf(copy);
    if (name === undefined || await link(part, name)) return name;
  }
}

/** Gives a file a name. @returns whether that was free. */
async function link(part: string, name: string): Promise<boolean> {
  try {
    await Deno.link(part, name);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    return await rename(part, name);
  }
}

/** For disks on which a file has one name only: FAT, some of a network. */
async function rename(part: string, name: string): Promise<boolean> {
  try {
    await Deno.lstat(name);
    return false;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await Deno.rename(part, name);
  return true;
}

async function sync(file: Deno.FsFile, path: string): Promise<void> {
  try {
    await file.syncData();
  } catch (error) {
    await removeIfThere(path);
    throw error;
  } finally {
    file.close();
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
