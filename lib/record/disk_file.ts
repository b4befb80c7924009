import type { NowUs } from "../frame/mod.ts";

/** More waits for no disk: then {@linkcode DiskFile.room} makes the caller wait. */
const queueLimitBytes = 8 << 20;

/** What a power cut costs at most, besides what is not written yet. */
const syncIntervalUs = 2e6;

/** What is asked of an open file: a `Deno.FsFile`, or what a test hands in. */
export type DiskHandle = Pick<
  Deno.FsFile,
  "write" | "seek" | "truncate" | "syncData" | "close"
>;

/** A piece of a file. */
export interface Piece {
  /** Must not change before `onDone`. */
  readonly bytes: Uint8Array;
  /** Called when the file has it, with the offset where it begins. */
  readonly onWritten?: (offset: number) => void;
  /**
   * Called when the disk took only so many of its bytes. @returns how many of these are of use; without
   * it the piece is of use only as a whole.
   */
  readonly onPart?: (takenBytes: number) => number;
  /** Called when its memory is needed no more, written or not. */
  readonly onDone?: () => void;
}

/**
 * A file that is written piece by piece in the background, on Deno's threads for blocking work: a slow
 * disk holds up nobody but whoever awaits {@linkcode room}. Its data is forced onto the disk every two
 * seconds. At the first error it stops, and cuts off what is of no use of the piece at hand.
 */
export class DiskFile {
  /** Where it is. */
  readonly path: string;
  readonly #file: DiskHandle;
  readonly #nowUs: NowUs;
  readonly #queue: Piece[] = [];
  #queuedBytes = 0;
  #wholeBytes = 0;
  #syncedUs: number;
  #running: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  /**
   * Takes over a new, empty file.
   *
   * @param file Is closed by {@linkcode close}.
   * @param options Where it is, and the clock by which it is forced onto the disk.
   */
  constructor(file: DiskHandle, { path, nowUs }: { path: string; nowUs: NowUs }) {
    this.#file = file;
    this.path = path;
    this.#nowUs = nowUs;
    this.#syncedUs = nowUs();
  }

  /** Bytes that are in it for good: of pieces that were written, and what is of use of the last. */
  get wholeBytes(): number {
    return this.#wholeBytes;
  }

  /** Whether nothing waits to be written. */
  get isIdle(): boolean {
    return this.#queuedBytes === 0;
  }

  /** What ended it, if anything did. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** Adds a piece. After a failure it is dropped. */
  append(piece: Piece): void {
    if (this.#failure) return piece.onDone?.();
    this.#queue.push(piece);
    this.#queuedBytes += piece.bytes.length;
    this.#running ??= this.#run();
  }

  /** Resolves when there is room for more, or it has failed. One caller at a time. */
  async room(): Promise<void> {
    while (this.#queuedBytes > queueLimitBytes) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  /** Resolves when everything has been written, or it has failed. */
  async drain(): Promise<void> {
    await this.#running;
  }

  /**
   * Ends it with bytes behind the last piece, and others over what stands further in front, each
   * forced onto the disk before the next. If that fails, all pieces stay as they are. Only after
   * {@linkcode drain}.
   *
   * @param tail What comes behind the last piece.
   * @param patch What goes where afterwards.
   * @returns Whether it has been done.
   */
  async complete(tail: Uint8Array, patch: { bytes: Uint8Array; offset: number }): Promise<boolean> {
    try {
      await this.#writeAt(tail, this.#wholeBytes);
      await this.#sync();
      await this.#writeAt(patch.bytes, patch.offset);
      await this.#sync();
      return true;
    } catch (error) {
      await this.#fail(error);
      return false;
    }
  }

  /** Writes what waits, forces it onto the disk and closes it; {@linkcode failure} tells how it went. */
  async close(): Promise<void> {
    await this.#running;
    try {
      if (!this.#failure) await this.#sync();
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#file.close();
    }
  }

  async #run(): Promise<void> {
    for (let piece = this.#queue[0]; piece !== undefined; piece = this.#queue[0]) {
      if (!this.#failure) await this.#write(piece);
      this.#queue.shift();
      this.#queuedBytes -= piece.bytes.length;
      piece.onDone?.();
      this.#wake?.();
    }
    this.#running = undefined;
  }

  async #write({ bytes, onWritten, onPart }: Piece): Promise<void> {
    const offset = this.#wholeBytes;
    const taken = { bytes: 0 };
    try {
      await this.#writeAll(bytes, taken);
      this.#wholeBytes += bytes.length;
      onWritten?.(offset);
      if (this.#nowUs() - this.#syncedUs >= syncIntervalUs) await this.#sync();
    } catch (error) {
      if (taken.bytes < bytes.length) this.#wholeBytes += onPart?.(taken.bytes) ?? 0;
      await this.#fail(error);
    }
  }

  /** Remembers what went wrong first, and cuts off what is not whole. */
  async #fail(error: unknown): Promise<void> {
    this.#failure ??= { error };
    try {
      await this.#file.truncate(this.#wholeBytes);
    } catch (second) {
      this.#failure = { error: new AggregateError([error, second], `${error}; ${second}`) };
    }
  }

  async #writeAt(bytes: Uint8Array, offset: number): Promise<void> {
    await this.#file.seek(offset, Deno.SeekMode.Start);
    await this.#writeAll(bytes);
  }

  /** @param taken Tells how far it came when it throws. */
  async #writeAll(bytes: Uint8Array, taken = { bytes: 0 }): Promise<void> {
    while (taken.bytes < bytes.length) {
      taken.bytes += await this.#file.write(bytes.subarray(taken.bytes));
    }
  }

  async #sync(): Promise<void> {
    await this.#file.syncData();
    this.#syncedUs = this.#nowUs();
  }
}
