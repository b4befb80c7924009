/** A machine that a test makes up: its files, its programs, its ports. @module */
import { spawnProgram } from "../../../lib/capture/mod.ts";
import { systemTiming } from "../../../lib/observe/mod.ts";
import type { Machine } from "../../../lib/cli/doctor/machine.ts";

/** What there is on it. */
export interface MadeUp {
  /** Files by their path from `/`. */
  readonly files?: Readonly<Record<string, string>>;
  /** What programs print, by their command line; any other is not installed. */
  readonly programs?: Readonly<Record<string, string | { code: number; stdout: string }>>;
  /** Files and devices that this user may not open. */
  readonly forbidden?: readonly string[];
  /** Why ports cannot be had. */
  readonly ports?: Readonly<Record<number, Error>>;
  /** Its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Makes a machine for as long as `use` takes. */
export async function withMachine<T>(
  made: MadeUp,
  use: (machine: Machine) => T | Promise<T>,
): Promise<T> {
  const root = await Deno.makeTempDir({ prefix: "picam-made-up-machine-" });
  try {
    for (const [path, text] of Object.entries(made.files ?? {})) {
      await Deno.mkdir(root + path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(root + path, text);
    }
    return await use(machineAt(root, made));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

function machineAt(root: string, made: MadeUp): Machine {
  const { programs = {}, forbidden = [], ports = {}, env = {} } = made;
  return {
    root,
    uid: 1000,
    env: { get: (name) => env[name] },
    run: (command, args) => {
      const answer = programs[[command, ...args].join(" ")];
      if (typeof answer !== "string") {
        return Promise.resolve(answer && { stderr: "", ...answer });
      }
      return Promise.resolve({ code: 0, stdout: answer, stderr: "" });
    },
    spawn: spawnProgram,
    open: async (path) => {
      if (forbidden.includes(path.slice(root.length))) {
        throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
      }
      return await Deno.open(path);
    },
    listen: ({ port }) => {
      const error = ports[port];
      if (error !== undefined) throw error;
      return { [Symbol.dispose]: () => {} };
    },
    timing: systemTiming,
  };
}
