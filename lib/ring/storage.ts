/** Bytes to read at offsets. */
export interface ReadableStorage {
  /** Fills `target` from `offset`; says how many bytes there were, none once it is closed. */
  read(offset: number, target: Uint8Array): number;
}

/**
 * Where a ring's bytes lie: a fixed number of them, read and written at offsets. Every call is
 * synchronous: on tmpfs it is a copy in memory (a few µs), and a reader in the same thread can
 * therefore never see a half-written record.
 */
export interface Storage extends ReadableStorage {
  /** Writes all of `bytes` at `offset`. @throws {Error} the system's, when it cannot. */
  write(offset: number, bytes: Uint8Array): void;
  /** Gives the file or the memory back. */
  close(): void;
}

/** A ring without a file: it ends with the program. */
export class MemoryStorage implements Storage {
  #memory: Uint8Array;

  constructor(sizeBytes: number) {
    this.#memory = new Uint8Array(sizeBytes);
  }

  read(offset: number, target: Uint8Array): number {
    const part = this.#memory.subarray(offset, offset + target.length);
    target.set(part);
    return part.length;
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#memory.set(bytes, offset);
  }

  close(): void {
    this.#memory = new Uint8Array(0);
  }
}

/** A ring in an open file. Owns the descriptor. */
export class FileStorage implements Storage {
  #file: Deno.FsFile | undefined;

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  read(offset: number, target: Uint8Array): number {
    const file = this.#file;
    if (file === undefined) return 0;
    file.seekSync(offset, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < target.length) {
      const count = file.readSync(filled === 0 ? target : target.subarray(filled));
      if (count === null || count === 0) break;
      filled += count;
    }
    return filled;
  }

  write(offset: number, bytes: Uint8Array): void {
    const file = this.#file;
    if (file === undefined) throw new Error("the ring is closed");
    file.seekSync(offset, Deno.SeekMode.Start);
    let written = file.writeSync(bytes);
    while (written < bytes.length) written += file.writeSync(bytes.subarray(written));
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
