/**
 * Writes a file that is there whole or not at all: under another name first (`NAME.….part`), forced onto
 * the disk, and only then under its own. Neither a kill nor a full disk leaves half of it; a kill may leave
 * the `.part`. A file that is there is never overwritten.
 *
 * @param bytes What is in it.
 * @param names Its names, of which it gets the first that is free; all in one folder, which is there.
 * @returns The name that it got; nothing where none was free.
 */
export async function writeWhole(
  bytes: Uint8Array,
  names: Iterable<string>,
): Promise<string | undefined> {
  let part: string | undefined;
  try {
    for (const name of names) {
      if (part === undefined) {
        part = `${name}.${crypto.randomUUID().slice(0, 8)}.part`;
        await writeNew(part, bytes);
      }
      if (await publish(part, name)) return name;
    }
    return undefined;
  } finally {
    if (part !== undefined) await removeIfThere(part);
  }
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  await file.syncData();
}

/** Gives a file its name. @returns whether that was free. */
async function publish(part: string, name: string): Promise<boolean> {
  try {
    await Deno.link(part, name);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    return await moveTo(name, part);
  }
}

/** For disks on which a file has one name only: FAT, some of a network. */
async function moveTo(name: string, part: string): Promise<boolean> {
  try {
    await Deno.lstat(name);
    return false;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await Deno.rename(part, name);
  return true;
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
