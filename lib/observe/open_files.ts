/** A program that runs. */
export interface RunningProgram {
  /** Its process. */
  readonly pid: number;
  /** How it was started, cut at 200 characters. */
  readonly command: string;
}

const maxCommandLength = 200;

/**
 * Finds the programs that have a file, a device or a socket open. Those of other users can be seen
 * by root only.
 *
 * @param isWanted Says of what a descriptor leads to, `/dev/video0` or `socket:[4711]`, whether it
 * is meant.
 * @param procPath Where the kernel shows processes; another folder in tests.
 * @returns All but this program; empty where none can be seen.
 */
export async function findHolders(
  isWanted: (target: string) => boolean,
  procPath = "/proc",
): Promise<RunningProgram[]> {
  const holders: RunningProgram[] = [];
  for (const name of await namesIn(procPath)) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === Deno.pid) continue;
    if (await holds(`${procPath}/${pid}/fd`, isWanted)) {
      holders.push(await describeProcess(pid, procPath));
    }
  }
  return holders;
}

/**
 * How a process was started.
 *
 * @param pid Its number.
 * @param procPath Where the kernel shows processes; another folder in tests.
 */
export async function describeProcess(pid: number, procPath = "/proc"): Promise<RunningProgram> {
  try {
    const line = await Deno.readTextFile(`${procPath}/${pid}/cmdline`);
    const command = line.split("\0").join(" ").trim().slice(0, maxCommandLength);
    return { pid, command: command || "a program without a name" };
  } catch {
    return { pid, command: "a program that has ended" };
  }
}

async function holds(folder: string, isWanted: (target: string) => boolean): Promise<boolean> {
  for (const name of await namesIn(folder)) {
    try {
      if (isWanted(await Deno.readLink(`${folder}/${name}`))) return true;
    } catch {
      // closed meanwhile
    }
  }
  return false;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch {
    return []; // it has ended, or it is not ours to see
  }
}
