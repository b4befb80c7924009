/** Blocks that are kept: of two frames under way and the pictures that are being encoded. Older ones go. */
const mostKept = 8;

/** Memory that all threads see, used again for what has the same size: a new block is cleared first, which costs. */
export class SharedMemory {
  #kept: Uint8Array<SharedArrayBuffer>[] = [];

  /** Takes a block. @returns bytes of anything */
  take(sizeBytes: number): Uint8Array<SharedArrayBuffer> {
    const index = this.#kept.findIndex(({ length }) => length === sizeBytes);
    const [kept] = index < 0 ? [] : this.#kept.splice(index, 1);
    return kept ?? new Uint8Array(new SharedArrayBuffer(sizeBytes));
  }

  /** Keeps a block for the next who takes one; a second time changes nothing. */
  giveBack(block: Uint8Array<SharedArrayBuffer>): void {
    if (this.#kept.includes(block)) return;
    this.#kept = [block, ...this.#kept].slice(0, mostKept);
  }
}
