import type { NamePattern } from "./name_pattern.ts";

/** A file that a pattern may have named, in this run or an earlier one. */
export interface MatchingFile {
  /** Where it is. */
  readonly path: string;
  /** Its number, of a pattern that counts; else 0. */
  readonly count: number;
}

/**
 * Finds the files that a pattern may have named. Symbolic links are not followed, and none of them.
 *
 * @param pattern What the files are called.
 * @param nameOf What an entry of a folder is to be called; nothing where it is none of them.
 */
export async function findMatchingFiles(
  pattern: NamePattern,
  nameOf: (entry: string) => string | undefined = (entry) => entry,
): Promise<MatchingFile[]> {
  const expressions = pattern.expressions();
  const last = expressions.pop();
  if (last === undefined) return [];
  let folders = [pattern.fixedFolder];
  for (const expression of expressions) {
    const inner = folders.map(async (folder) =>
      (await entriesOf(folder))
        .filter(({ name, isDirectory }) => isDirectory && expression.test(name))
        .map(({ name }) => `${folder}${name}/`)
    );
    folders = (await Promise.all(inner)).flat();
  }
  const found = folders.map(async (folder) =>
    (await entriesOf(folder)).filter(({ isFile }) => isFile).flatMap(({ name }) => {
      const match = last.exec(nameOf(name) ?? "");
      return match ? [{ path: folder + name, count: Number(match.groups?.["count"] ?? 0) }] : [];
    })
  );
  return (await Promise.all(found)).flat();
}

/** What is in a folder; nothing where there is no such folder. */
async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder === "" ? "." : folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
