const textDecoder = new TextDecoder();

/**
 * Removes a folder that a foreign program had for its own, once nothing that belongs to that program runs any more:
 * a browser's helpers outlive it for a moment, and one that saves its state then makes a removed folder anew.
 *
 * @throws {Error} when something still uses it after 10 s; it says what.
 */
export async function removeFolder(path: string): Promise<void> {
  for (let left = 200; left > 0; left--) {
    if ((await programsOf(path)).length === 0) return await Deno.remove(path, { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${path} is still used by ${(await programsOf(path)).join(", ")}`);
}

/** Other processes that have a path in their arguments or in their environment. */
async function programsOf(path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name) || name === `${Deno.pid}`) continue;
    const told = await Promise.all(
      ["cmdline", "environ"].map((file) => read(`/proc/${name}/${file}`)),
    );
    if (told.some((text) => text.includes(path))) {
      found.push(`${name} ${told[0]!.replaceAll("\0", " ")}`);
    }
  }
  return found;
}

/** What a file of a process says; nothing of one that has ended, or that is somebody else's. */
async function read(path: string): Promise<string> {
  try {
    return textDecoder.decode(await Deno.readFile(path));
  } catch {
    return "";
  }
}
