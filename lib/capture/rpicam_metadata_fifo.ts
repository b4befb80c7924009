import { closeSync, constants, openSync, readSync } from "node:fs";
import type { Spawn } from "./child.ts";

/** A FIFO holds 64 KiB; an object has about 1 KiB. */
const readBytes = 16 * 1024;

/**
 * A FIFO in a folder of its own that only this user sees, into which the camera program writes. Once that has begun nobody
 * needs the name any more, and it is removed: a picam that is killed leaves nothing behind.
 */
export class RpicamMetadataFifo implements Disposable {
  /** Its path, for the program. */
  readonly path: string;
  readonly #folder: string;
  readonly #file: number;
  readonly #buffer = new Uint8Array(readBytes);
  #hasName = true;

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = pathIn(folder);
    // It is there to be read before anybody writes, and a read of it never waits.
    this.#file = openSync(this.path, constants.O_RDONLY | constants.O_NONBLOCK);
  }

  /**
   * Makes it, by the program `mkfifo`.
   * @throws {Error} where that is not there or fails, or there is no place for temporary files.
   */
  static async make(spawn: Spawn): Promise<RpicamMetadataFifo> {
    const folder = await Deno.makeTempDir({ prefix: "picam-metadata-" });
    try {
      await runMkfifo(pathIn(folder), spawn);
      return new RpicamMetadataFifo(folder);
    } catch (error) {
      Deno.removeSync(folder, { recursive: true });
      throw error;
    }
  }

  /**
   * Takes what has been written; never waits.
   * @param onBytes gets each piece, a view that is valid until it returns.
   * @throws {Error} where it cannot be read.
   */
  read(onBytes: (bytes: Uint8Array) => void): void {
    for (;;) {
      const length = this.#readSome();
      if (length === 0) return;
      this.#removeName();
      onBytes(this.#buffer.subarray(0, length));
    }
  }

  /** Closes and removes it. */
  [Symbol.dispose](): void {
    closeSync(this.#file);
    this.#removeName();
  }

  #removeName(): void {
    if (!this.#hasName) return;
    this.#hasName = false;
    try {
      Deno.removeSync(this.#folder, { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error; // swept away already
    }
  }

  /** @returns 0 where nobody writes, or nothing is there. */
  #readSome(): number {
    try {
      return readSync(this.#file, this.#buffer, 0, this.#buffer.length, null);
    } catch (error) {
      if ((error as { readonly code?: string }).code === "EAGAIN") return 0;
      throw error;
    }
  }
}

function pathIn(folder: string): string {
  return `${folder}/metadata`;
}

async function runMkfifo(path: string, spawn: Spawn): Promise<void> {
  const { stdout, stderr, status } = spawn("mkfifo", ["-m", "600", path]);
  const [, said, { code }] = await Promise.all([
    stdout.cancel(),
    new Response(stderr).text(),
    status,
  ]);
  if (code !== 0) throw new Error(said.trim() || `mkfifo has failed with exit code ${code}`);
}
