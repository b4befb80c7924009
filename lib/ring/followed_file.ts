import { type Commit, newestCommit } from "./commit_slot.ts";
import { decodeFileHeader, type FileHeader, headerSize, readHeaderBytes } from "./file_header.ts";
import { reason, RingError } from "./ring_error.ts";
import { FileStorage } from "./storage.ts";

/** What header and slots of another program's ring say at one moment. */
export interface FollowedState {
  readonly header: FileHeader;
  readonly commit: Commit;
}

/** Bytes at the start that change only with a new epoch or size. */
const lastingBytes = 40;

/**
 * Another program's ring, open for reading. Believes nothing for longer than one look: the writer
 * may begin a new epoch in the file, make it anew in another size, or remove it.
 */
export class FollowedFile {
  /** Its bytes. */
  readonly storage: FileStorage;
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #inode: number | null;
  #lasting = new Uint8Array(0);
  #header: FileHeader | undefined;

  /**
   * Opens it.
   * @throws {RingError} when there is none, or it cannot be read.
   */
  constructor(path: string) {
    this.#path = path;
    this.#file = open(path);
    this.#inode = this.#file.statSync().ino;
    this.storage = new FileStorage(this.#file);
  }

  /**
   * Looks at header and slots.
   * @returns nothing while the writer is making it.
   * @throws {Error} with the reason when it is no ring.
   */
  look(): FollowedState | undefined {
    const bytes = readHeaderBytes(this.storage);
    const header = this.#headerIn(bytes);
    if (header === undefined) return undefined;
    // A look into a write finds one slot torn; that both are takes two writes during one look.
    const commit = newestCommit(bytes) ?? newestCommit(readHeaderBytes(this.storage));
    if (commit === undefined) throw new Error("both of its commit slots are damaged");
    return { header, commit };
  }

  /** Size of the ring when it was last looked at, header included. */
  get sizeBytes(): number {
    return this.#header === undefined ? 0 : headerSize + this.#header.capacity;
  }

  /** Whether the path leads to this file no longer. */
  isReplaced(): boolean {
    try {
      return Deno.statSync(this.#path).ino !== this.#inode;
    } catch {
      return true; // gone, or a folder on the way is
    }
  }

  /** Gives the descriptor back. */
  close(): void {
    this.storage.close();
  }

  #headerIn(bytes: Uint8Array<ArrayBuffer>): FileHeader | undefined {
    const isKnown = this.#lasting.length > 0 && bytes.length > lastingBytes &&
      this.#lasting.every((byte, index) => byte === bytes[index]);
    if (isKnown) return this.#header;
    this.#lasting = new Uint8Array(0);
    const header = decodeFileHeader(bytes);
    if (header === undefined) return undefined;
    if (this.#file.statSync().size !== headerSize + header.capacity) return undefined;
    this.#header = header;
    this.#lasting = bytes.slice(0, lastingBytes);
    return header;
  }
}

function open(path: string): Deno.FsFile {
  try { // opening a FIFO would wait for its writer
    if (Deno.statSync(path).isFile) return Deno.openSync(path, { read: true });
  } catch (error) {
    const advice = error instanceof Deno.errors.NotFound
      ? "is the picam that writes it running, with --ring and this path?"
      : "run as the user of the picam that writes it";
    throw new RingError(`Cannot read the ring ${path}: ${reason(error)}; ${advice}`);
  }
  throw new RingError(`Cannot read the ring ${path}: it is not a regular file`);
}
