import type { DiskHandle } from "../../lib/record/disk_file.ts";

/** A file in memory on a disk that has room for so many bytes. */
export class MemoryDisk implements DiskHandle {
  /** The bytes of every write, and where they went, in order. */
  readonly writes: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  /** Writes wait for it. */
  gate: Promise<void> = Promise.resolve();
  isClosed = false;
  syncs = 0;
  readonly #capacityBytes: number;
  #memory = new Uint8Array(1 << 16);
  #length = 0;
  #position = 0;

  constructor(capacityBytes = Infinity) {
    this.#capacityBytes = capacityBytes;
  }

  /** What is in it. */
  get bytes(): Uint8Array {
    return this.#memory.subarray(0, this.#length);
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.gate;
    const taken = Math.min(bytes.length, this.#capacityBytes - this.#position);
    if (taken <= 0) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
    this.writes.push({ offset: this.#position, bytes: bytes.slice(0, taken) });
    this.#resize(Math.max(this.#length, this.#position + taken));
    this.#memory.set(bytes.subarray(0, taken), this.#position);
    this.#position += taken;
    return taken;
  }

  seek(offset: number | bigint): Promise<number> {
    this.#position = Number(offset);
    return Promise.resolve(this.#position);
  }

  truncate(length = 0): Promise<void> {
    this.#resize(length);
    return Promise.resolve();
  }

  syncData(): Promise<void> {
    this.syncs++;
    return Promise.resolve();
  }

  close(): void {
    this.isClosed = true;
  }

  #resize(length: number): void {
    if (length > this.#memory.length) {
      const memory = new Uint8Array(length * 2);
      memory.set(this.bytes);
      this.#memory = memory;
    }
    this.#length = length;
  }
}
