/** The project's own files, as the tests of repository facts read them. @module */

/** Files by their path from the top level, with `/` between folders. */
export type FileTexts = ReadonlyMap<string, string>;

/** The folder that holds `deno.json`, absolute, without a slash at its end. */
export const topLevel: string = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

/**
 * Lists the files that belong to the project: what git tracks, and what it would if it were added now.
 *
 * @returns Paths from the top level, sorted.
 */
export async function listFiles(): Promise<string[]> {
  const { stdout, code } = await new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"],
    cwd: topLevel,
    stderr: "inherit",
  }).output();
  if (code !== 0) throw new Error(`git ls-files ended with ${code}: the tests need a git checkout`);
  const paths = new TextDecoder().decode(stdout).split("\0").filter((path) => path !== "");
  // A file that was deleted and not yet committed is still listed.
  return paths.filter((path) => exists(`${topLevel}/${path}`)).sort();
}

/**
 * Reads the files of the project that `wanted` names.
 *
 * @param wanted Says by its path whether a file is wanted.
 * @returns Their texts; bytes that are not UTF-8 are replaced.
 */
export async function readFiles(wanted: (path: string) => boolean): Promise<FileTexts> {
  const paths = (await listFiles()).filter(wanted);
  const texts = await Promise.all(paths.map((path) => Deno.readTextFile(`${topLevel}/${path}`)));
  return new Map(paths.map((path, index) => [path, texts[index] ?? ""]));
}

/** Says whether a path is one of the product's own sources: `main.ts` and below `lib/`. */
export function isProduct(path: string): boolean {
  return path === "main.ts" || (path.startsWith("lib/") && path.endsWith(".ts"));
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
