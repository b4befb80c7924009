import type { Frame } from "../frame/mod.ts";
import { bufferBytes, type Buffers } from "./buffers.ts";
import type { DiskFile } from "./disk_file.ts";
import type { FileContent, FrameFile } from "./frame_file.ts";

/** Where a frame ends in a buffer, and what is in the file up to there. */
interface FrameEnd {
  readonly bytes: number;
  readonly content: FileContent;
}

/**
 * A file with the frames' bytes one after the other, as they came. It is handed to the disk as fast as
 * the disk takes it: frame by frame mostly, many frames at once where it is slow.
 */
export class ByteFile implements FrameFile {
  readonly #disk: DiskFile;
  readonly #buffers: Buffers;
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  #filled = 0;
  /** Where frames end in the buffer, and what is in the file up to there. */
  #ends: FrameEnd[] = [];
  #frames = 0;
  #sizeBytes = 0;
  #durationUs = 0;
  #written: FileContent = { frames: 0, sizeBytes: 0, durationUs: 0 };

  /**
   * Begins one.
   *
   * @param disk An empty file, from now on this one's.
   * @param buffers Where it takes memory from.
   */
  constructor(disk: DiskFile, buffers: Buffers) {
    this.#disk = disk;
    this.#buffers = buffers;
  }

  get path(): string {
    return this.#disk.path;
  }

  get content(): FileContent {
    return {
      frames: this.#frames,
      sizeBytes: this.#sizeBytes,
      durationUs: this.#durationUs,
    };
  }

  get failure(): { readonly error: unknown } | undefined {
    return this.#disk.failure;
  }

  add(frame: Frame, beforeUs: number): void {
    if (this.#frames > 0) this.#durationUs += beforeUs;
    this.#frames++;
    this.extend(frame.payload);
  }

  extend(payload: Uint8Array): void {
    this.#sizeBytes += payload.length;
    if (this.#filled + payload.length > bufferBytes) this.#flush();
    this.#buffer ??= this.#buffers.acquire(payload.length);
    this.#buffer.set(payload, this.#filled);
    this.#filled += payload.length;
    this.#ends.push({ bytes: this.#filled, content: this.content });
    if (this.#disk.isIdle) this.#flush();
  }

  accepts(): boolean {
    return true;
  }

  room(): Promise<void> {
    return this.#disk.room();
  }

  async finish(lastUs: number): Promise<FileContent> {
    this.#flush();
    await this.#disk.close();
    const { frames, sizeBytes, durationUs } = this.#written;
    return { frames, sizeBytes, durationUs: frames > 0 ? durationUs + lastUs : 0 };
  }

  #flush(): void {
    const buffer = this.#buffer;
    if (buffer === undefined) return;
    const ends = this.#ends;
    const bytes = buffer.subarray(0, this.#filled);
    this.#buffer = undefined;
    this.#filled = 0;
    this.#ends = [];
    this.#disk.append({
      bytes,
      onWritten: () => this.#keep(ends.at(-1)),
      onPart: (takenBytes) => this.#keep(ends.findLast(({ bytes }) => bytes <= takenBytes)),
      onDone: () => {
        this.#buffers.release(buffer);
        if (this.#disk.isIdle && !this.failure) this.#flush();
      },
    });
  }

  /** The disk has what ends there; returns how many bytes that is of its piece. */
  #keep(end: FrameEnd | undefined): number {
    if (end === undefined) return 0;
    this.#written = end.content;
    return end.bytes;
  }
}
