/** A program that has a camera's devices open. */
export interface CameraHolder {
  /** Its process. */
  readonly pid: number;
  /** How it was started, cut at 200 characters. */
  readonly command: string;
}

const cameraDevice = /^\/dev\/(?:video|media)\d+$/;
const maxCommandLength = 200;

/**
 * Finds out who has a camera's devices (`/dev/video*`, `/dev/media*`) open. Programs of other users
 * can be seen by root only.
 * @param procPath where the kernel shows processes; another folder in tests.
 * @returns all but this program; empty where none can be seen.
 */
export async function cameraHolders(procPath = "/proc"): Promise<CameraHolder[]> {
  const holders: CameraHolder[] = [];
  for (const pid of await processes(procPath)) {
    if (pid === Deno.pid || !(await holdsCamera(`${procPath}/${pid}/fd`))) continue;
    holders.push({ pid, command: await commandOf(`${procPath}/${pid}`) });
  }
  return holders;
}

async function processes(procPath: string): Promise<number[]> {
  return (await namesIn(procPath)).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function holdsCamera(folder: string): Promise<boolean> {
  for (const name of await namesIn(folder)) {
    try {
      if (cameraDevice.test(await Deno.readLink(`${folder}/${name}`))) return true;
    } catch {
      // closed meanwhile
    }
  }
  return false;
}

async function commandOf(folder: string): Promise<string> {
  try {
    const words = (await Deno.readTextFile(`${folder}/cmdline`)).split("\0").join(" ").trim();
    return words.slice(0, maxCommandLength) || "a program without a name";
  } catch {
    return "a program that has ended";
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch {
    return []; // it has ended, or it is not ours to see
  }
}
