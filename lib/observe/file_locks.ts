import { describeProcess, type RunningProgram } from "./open_files.ts";

/**
 * Finds out who has a file locked (flock), without touching the lock: to try it would keep out, for
 * a moment, the program that it is meant for.
 *
 * @param path The file.
 * @param procPath Where the kernel shows locks and processes; another folder in tests.
 * @returns Nothing where nobody has, where there is no such file, or where the kernel does not tell.
 */
export async function lockHolder(
  path: string,
  procPath = "/proc",
): Promise<RunningProgram | undefined> {
  const [file, locks] = await Promise.all([identify(path), readLocks(procPath)]);
  const held = locks.find((line) => file !== undefined && line.includes(` ${file} `));
  if (held === undefined) return undefined;
  const pid = Number(/ (\d+) [0-9a-f]+:[0-9a-f]+:\d+ /.exec(held)?.[1] ?? 0);
  // 0 is a process that this container does not show.
  return pid === 0
    ? { pid, command: "a program outside of this container" }
    : await describeProcess(pid, procPath);
}

/** A file as /proc/locks names it: device and inode. Spec: proc_locks(5). */
async function identify(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await Deno.stat(path);
    const hex = (value: number): string => value.toString(16).padStart(2, "0");
    return `${hex((dev >>> 8) & 0xfff)}:${hex((dev & 0xff) | ((dev >>> 12) & 0xfff00))}:${ino}`;
  } catch {
    return undefined; // a file that is not there has no lock
  }
}

/** Locks that are held; one that somebody waits for (`->`) is not. */
async function readLocks(procPath: string): Promise<string[]> {
  try {
    const text = await Deno.readTextFile(`${procPath}/locks`);
    return text.split("\n").filter((line) => /^\d+: FLOCK\s/.test(line));
  } catch {
    return []; // not Linux, or not ours to see
  }
}
