import { UsageError } from "../config/mod.ts";

/** What a file of the state folder may hold at most; more is not ours. */
const maxFileBytes = 64 * 1024;

/** A file of the state folder, as it was found or made. */
export interface KeptFile {
  /** What is in it. */
  readonly text: string;
  /** Where it is. */
  readonly path: string;
  /** Whether it was made just now. */
  readonly isNew: boolean;
}

/**
 * Where picam keeps what must outlive it: the control token, its certificate. Nobody else on the
 * machine can read it. Spec: http-api, *Who may do what*.
 */
export class StateFolder {
  /** Its path. */
  readonly path: string;

  /** A folder that may not exist yet. */
  constructor(path: string) {
    this.path = path;
  }

  /**
   * The one of this user, or of this service.
   * @param env The environment: `STATE_DIRECTORY` (the first of several), else the home folder.
   * @throws {UsageError} where neither is known.
   */
  static of(env: { get(name: string): string | undefined }): StateFolder {
    const given = env.get("STATE_DIRECTORY")?.split(":")[0];
    if (given) return new StateFolder(given);
    const home = env.get("HOME") || env.get("USERPROFILE");
    if (home) return new StateFolder(`${home}/.local/state/picam`);
    throw new UsageError(
      "There is no place to keep the control token in: set STATE_DIRECTORY to a folder, or HOME",
    );
  }

  /**
   * Reads a file of it, or makes it.
   *
   * The file appears with its content and mode 0600 in one step: who starts at the same time finds
   * all of it or none, and of two that make it one wins and both get the same.
   *
   * @param name Name of the file.
   * @param make Makes what it is to hold, where it does not exist.
   * @throws {Error} where it can be neither read nor made: the system's error.
   */
  keep(name: string, make: () => string): KeptFile {
    const path = `${this.path}/${name}`;
    const found = readSmallFile(path);
    if (found !== undefined) return { text: found, path, isNew: false };
    this.create();
    const draft = `${path}.${crypto.randomUUID()}`;
    writeSecret(draft, make());
    const isNew = publish(draft, path);
    const text = readSmallFile(path);
    if (text === undefined) throw new Error(`${path} is a link to nowhere: remove it`);
    return { text, path, isNew };
  }

  /** Makes the folder, for its owner alone. */
  create(): void {
    Deno.mkdirSync(this.path, { recursive: true, mode: 0o700 });
  }
}

/** Gives a finished file its name, unless another has it. @returns whether it got it. */
function publish(draft: string, path: string): boolean {
  try {
    Deno.linkSync(draft, path);
    Deno.removeSync(draft);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      Deno.removeSync(draft);
      return false;
    }
    Deno.renameSync(draft, path); // a file system without links, as on a memory card of a camera
    return true;
  }
}

/** Reads a file that is to be short. @returns nothing where there is none. */
export function readSmallFile(path: string): string | undefined {
  try {
    using file = Deno.openSync(path);
    const buffer = new Uint8Array(maxFileBytes);
    let length = 0;
    for (;;) {
      const count = file.readSync(buffer.subarray(length));
      if (count === null || count === 0) break;
      length += count;
    }
    return new TextDecoder().decode(buffer.subarray(0, length));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Writes a file that only its owner can read, from its first moment, and that survives a cut. */
export function writeSecret(path: string, text: string): void {
  using file = Deno.openSync(path, { write: true, createNew: true, mode: 0o600 });
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) {
    written += file.writeSync(bytes.subarray(written));
  }
  file.syncSync();
}

/**
 * Whether others on this machine can read a file that holds a secret.
 * @returns a sentence that says so and how to mend it; nothing where all is well, or not known.
 */
export function exposure(path: string): string | undefined {
  const { mode, isFile } = Deno.statSync(path);
  if (mode === null || !isFile || (mode & 0o077) === 0) return undefined;
  return `Others on this machine may read ${path}: run chmod 600 ${path}`;
}
