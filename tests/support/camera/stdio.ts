import { concatBytes } from "./h264/nal_unit.ts";

/** Where bytes leave the program: one call is one write, which waits while the pipe is full. */
export interface ByteOutput {
  write(bytes: Uint8Array): Promise<void>;
}

/** How the program's output library gathers bytes before it writes them. */
export interface BufferedOutput {
  /** Adds one encoded frame. */
  frame(bytes: Uint8Array): Promise<void>;
  /** Writes out what is held. */
  flush(): Promise<void>;
}

/**
 * C stdio of glibc with a block buffer: fills the buffer, writes it when full, then whole blocks
 * straight from the caller's bytes, and keeps the remainder.
 */
export class StdioOutput implements BufferedOutput {
  readonly #output: ByteOutput;
  readonly #blockBytes: number;
  readonly #flushFrames: boolean;
  #held: Uint8Array = new Uint8Array(0);
  /** The buffer does not exist before the first write, so nothing is gathered in it. */
  #opened = false;

  constructor(output: ByteOutput, options: { blockBytes: number; flushFrames: boolean }) {
    this.#output = output;
    this.#blockBytes = options.blockBytes;
    this.#flushFrames = options.flushFrames;
  }

  async frame(bytes: Uint8Array): Promise<void> {
    const room = this.#opened ? this.#blockBytes - this.#held.length : 0;
    this.#opened = true;
    const fill = Math.min(room, bytes.length);
    this.#held = concatBytes([this.#held, bytes.subarray(0, fill)]);
    const rest = bytes.subarray(fill);
    if (rest.length > 0) {
      await this.flush();
      const direct = rest.length - rest.length % this.#blockBytes;
      if (direct > 0) await this.#output.write(rest.subarray(0, direct));
      this.#held = rest.slice(direct);
    }
    if (this.#flushFrames) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#held.length === 0) return;
    const bytes = this.#held;
    this.#held = new Uint8Array(0);
    await this.#output.write(bytes);
  }
}

/** FFmpeg's `pipe:` output: a buffer of 32 KiB that is written out after every packet. */
export class AvioOutput implements BufferedOutput {
  static readonly bufferBytes = 32_768;
  readonly #output: ByteOutput;

  constructor(output: ByteOutput) {
    this.#output = output;
  }

  async frame(bytes: Uint8Array): Promise<void> {
    for (let offset = 0; offset < bytes.length; offset += AvioOutput.bufferBytes) {
      await this.#output.write(bytes.subarray(offset, offset + AvioOutput.bufferBytes));
    }
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }
}
