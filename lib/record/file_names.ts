import { findMatchingFiles } from "./matching_files.ts";
import type { NamePattern } from "./name_pattern.ts";
import { toOutputError } from "./output_error.ts";

/** A file that has just been made, and is empty. */
export interface NewFile {
  readonly path: string;
  readonly file: Deno.FsFile;
  /** The name that it was to have, which was taken. */
  readonly wanted?: string;
}

/** Makes one file after the other by a pattern, and never touches one that is there. */
export class FileNames {
  readonly pattern: NamePattern;
  #count: number | undefined;
  /** The last name, and how many files have it already: a fixed name is not tried from the start. */
  #taken = { wanted: "", copy: 0 };

  /** @param pattern What the files are called. */
  constructor(pattern: NamePattern) {
    this.pattern = pattern;
  }

  /**
   * Makes the next file, and the folders that it needs. Numbers go on after the highest that is there.
   * Where a file of that name exists the new one gets `-1`, `-2` … before its ending.
   *
   * @param captureUs Capture time of its first frame: Unix time, microseconds.
   * @throws {OutputError} If it cannot be made.
   */
  async create(captureUs: number): Promise<NewFile> {
    const name = await this.next(captureUs);
    const wanted = name(0);
    try {
      for (let copy = this.#taken.wanted === wanted ? this.#taken.copy : 0;; copy++) {
        const path = name(copy);
        const file = await createNew(path);
        if (!file) continue;
        this.#taken = { wanted, copy: copy + 1 };
        return { path, file, ...(copy === 0 ? {} : { wanted }) };
      }
    } catch (error) {
      throw toOutputError(error, { path: wanted, attempt: "create" });
    }
  }

  /**
   * Finds the next name, and makes the folders that it needs, but no file.
   *
   * @param captureUs Capture time of the first frame: Unix time, microseconds.
   * @returns The name by how many files have it already.
   * @throws {OutputError} If a folder cannot be looked into or made.
   */
  async next(captureUs: number): Promise<(copy: number) => string> {
    const count = this.pattern.counts ? await this.#nextCount() : 0;
    const name = (copy: number): string => this.pattern.format({ captureUs, count, copy });
    try {
      await makeFolderOf(name(0));
    } catch (error) {
      throw toOutputError(error, { path: name(0), attempt: "create" });
    }
    return name;
  }

  async #nextCount(): Promise<number> {
    if (this.#count === undefined) {
      try {
        const counts = (await findMatchingFiles(this.pattern)).map(({ count }) => count);
        this.#count = counts.reduce((most, count) => Math.max(most, count), -1);
      } catch (error) {
        throw toOutputError(error, { path: this.pattern.fixedFolder || ".", attempt: "look into" });
      }
    }
    return ++this.#count;
  }
}

async function makeFolderOf(path: string): Promise<void> {
  const end = path.lastIndexOf("/");
  if (end > 0) await Deno.mkdir(path.slice(0, end), { recursive: true });
}

/** Makes a file; `undefined` where there is one. */
async function createNew(path: string): Promise<Deno.FsFile | undefined> {
  try {
    return await Deno.open(path, { write: true, createNew: true });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return undefined;
    throw error;
  }
}
