/** A storage that remembers every write, so that a crash can be put at any byte of any of them. @module */
import { MemoryStorage, type Storage } from "../../../lib/ring/storage.ts";

/** One write as it was made. */
export interface RecordedWrite {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Bytes in memory with a log of the writes since the last `restart`. */
export class RecordingStorage implements Storage {
  /** What was written since, in order. */
  readonly writes: RecordedWrite[] = [];
  readonly #memory: MemoryStorage;
  readonly #sizeBytes: number;
  #base: Uint8Array;

  constructor(sizeBytes: number) {
    this.#sizeBytes = sizeBytes;
    this.#memory = new MemoryStorage(sizeBytes);
    this.#base = new Uint8Array(sizeBytes);
  }

  read(offset: number, target: Uint8Array): number {
    return this.#memory.read(offset, target);
  }

  write(offset: number, bytes: Uint8Array): void {
    this.writes.push({ offset, bytes: bytes.slice() });
    this.#memory.write(offset, bytes);
  }

  close(): void {}

  /** Forgets the writes made so far: states are counted from here. */
  restart(): void {
    this.writes.length = 0;
    this.#memory.read(0, this.#base);
  }

  /** Each state in which a crash could leave the bytes: before, within and after every write. */
  *states(): Generator<{ bytes: Uint8Array; writesDone: number }> {
    const state = this.#base.slice();
    for (const [writesDone, { offset, bytes }] of this.writes.entries()) {
      for (let cut = 0; cut < bytes.length; cut++) {
        yield { bytes: state, writesDone };
        state[offset + cut] = bytes[cut] ?? 0;
      }
    }
    yield { bytes: state, writesDone: this.writes.length };
  }

  /** A copy of a state, to be opened. */
  static of(bytes: Uint8Array): MemoryStorage {
    const storage = new MemoryStorage(bytes.length);
    storage.write(0, bytes);
    return storage;
  }

  /** Bytes in all. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }
}
