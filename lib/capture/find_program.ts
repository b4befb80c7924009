/**
 * Finds a program as a shell would.
 * @param names what it may be called; an earlier name wins over an earlier folder.
 * @param path folders with `:` between them; by default the environment's `PATH`.
 * @returns its path; `undefined` when it is in none of them.
 */
export async function findProgram(
  names: readonly string[],
  path: string | undefined = Deno.env.get("PATH"),
): Promise<string | undefined> {
  const folders = (path ?? "").split(":").filter((folder) => folder !== "");
  for (const name of names) {
    for (const folder of folders) {
      const candidate = `${folder}/${name}`;
      if (await isProgram(candidate)) return candidate;
    }
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    const { isFile, mode } = await Deno.stat(path);
    return isFile && ((mode ?? 0o111) & 0o111) !== 0;
  } catch {
    return false; // not there, or not for us to see: a shell goes on to the next folder, too
  }
}
