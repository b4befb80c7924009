import { free } from "../bytes/mod.ts";

/** As large as most fragments: what the disk is given at once. */
export const bufferBytes: number = 1 << 20;

/** More than the writer's queue ever holds need not be kept. */
const keptBuffers = 10;

/** Memory that is used again and again, so that a recording makes no garbage. */
export class Buffers {
  readonly #free: Uint8Array<ArrayBuffer>[] = [];

  /**
   * Gives a buffer, whose bytes are anything.
   *
   * @param leastBytes Its length is at least this, mostly {@linkcode bufferBytes}.
   */
  acquire(leastBytes: number): Uint8Array<ArrayBuffer> {
    if (leastBytes > bufferBytes) return new Uint8Array(leastBytes);
    return this.#free.pop() ?? new Uint8Array(bufferBytes);
  }

  /** Takes a buffer back. */
  release(buffer: Uint8Array<ArrayBuffer>): void {
    if (buffer.length === bufferBytes && this.#free.length < keptBuffers) this.#free.push(buffer);
    else free(buffer);
  }
}
