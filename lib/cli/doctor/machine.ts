import { type Spawn, spawnProgram } from "../../capture/mod.ts";
import { systemTiming, type Timing } from "../../observe/mod.ts";
import { type RunProgram, runProgram } from "../../observe/mod.ts";

/** Where checks look; tests make machines up. */
export interface Machine {
  /** A folder that stands for `/`; empty for the machine itself. */
  readonly root: string;
  /** The environment. */
  readonly env: { get(name: string): string | undefined };
  /** This user's number; nothing where the system has none. */
  readonly uid: number | null;
  /** Runs a short program. */
  readonly run: RunProgram;
  /** Starts a program that may hang. */
  readonly spawn: Spawn;
  /** Opens a file or a device for reading. */
  readonly open: (path: string) => Promise<Disposable>;
  /** Takes a port. @throws {Error} the system's, when it cannot be had. */
  readonly listen: (address: { hostname: string; port: number }) => Disposable;
  /** Time. */
  readonly timing: Timing;
}

/** The machine that this program runs on. */
export function thisMachine(): Machine {
  return {
    root: "",
    env: Deno.env,
    uid: Deno.uid(),
    run: runProgram,
    spawn: spawnProgram,
    open: (path) => Deno.open(path),
    listen: (address) => {
      const listener = Deno.listen(address);
      return { [Symbol.dispose]: () => listener.close() };
    },
    timing: systemTiming,
  };
}

/** A small text file of the machine, without its last line feed; nothing where there is none. */
export async function readText(machine: Machine, path: string): Promise<string | undefined> {
  try {
    return (await Deno.readTextFile(machine.root + path)).replace(/[\0\n]+$/, "");
  } catch {
    return undefined; // not on this machine, or not for this user
  }
}

/** What the device tree calls the board, `Raspberry Pi 5 Model B Rev 1.0`; nothing on a PC. */
export function readBoard(machine: Machine): Promise<string | undefined> {
  return readText(machine, "/proc/device-tree/model");
}

/** Whether a board is a Raspberry Pi. */
export function isPi(board: string | undefined): boolean {
  return board?.startsWith("Raspberry Pi") ?? false;
}
