import type { ReadableStorage } from "./storage.ts";

/** Stays in the processor's cache. */
const windowBytes = 256 * 1024;

/**
 * Reads a storage from one end to the other in large pieces: checking all records of a full ring
 * takes half the time. It does not see what is written meanwhile.
 */
export class ReadAhead implements ReadableStorage {
  readonly #storage: ReadableStorage;
  readonly #window = new Uint8Array(windowBytes);
  #start = 0;
  #end = 0;

  constructor(storage: ReadableStorage) {
    this.#storage = storage;
  }

  read(offset: number, target: Uint8Array): number {
    if (target.length > windowBytes) return this.#storage.read(offset, target);
    if (offset < this.#start || offset + target.length > this.#end) {
      this.#start = offset;
      this.#end = offset + this.#storage.read(offset, this.#window);
    }
    const from = offset - this.#start;
    const part = this.#window.subarray(
      from,
      Math.min(from + target.length, this.#end - this.#start),
    );
    target.set(part);
    return part.length;
  }
}
