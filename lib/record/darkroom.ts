import type { Frame, StreamInfo } from "../frame/mod.ts";
import { DevelopPool, type DevelopPoolOptions, type Picture } from "./develop/develop_pool.ts";

/** Where a stream does not tell: all that a sample holds. */
const bitDepth = 12;

/** A frame's picture, and how many have asked for it. */
interface Shared {
  readonly picture: Promise<Picture>;
  users: number;
}

/**
 * Where the outputs of one camera have its RAW frames developed: each frame once, whoever asks for it. Its
 * threads are started by the first frame.
 */
export class Darkroom implements AsyncDisposable {
  readonly #options: DevelopPoolOptions;
  #pool: DevelopPool | undefined;
  readonly #pictures = new Map<Frame, Shared>();

  /**
   * Prepares one.
   *
   * @param options Stages, bits of a colour, threads.
   */
  constructor(options: DevelopPoolOptions) {
    this.#options = options;
  }

  /**
   * Develops a frame into a PNG file.
   *
   * @param frame A RAW frame: of the right size, values of 12 bits.
   * @param options Its stream, and how the file is packed.
   * @returns The whole file, the caller's own.
   * @throws {Error} Where a thread has died.
   */
  png(
    frame: Frame,
    { stream, compression }: {
      readonly stream: StreamInfo;
      readonly compression: "stored" | "fast";
    },
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.#use(frame, stream, (picture) => this.#open().encodePng(picture, { compression }));
  }

  /**
   * Develops a frame into pixels.
   *
   * @param frame A RAW frame: of the right size, values of 12 bits.
   * @param stream Its stream.
   * @returns Red, green, blue of each pixel, a byte each, row-major; the caller's own.
   * @throws {Error} Where a thread has died.
   */
  rgb(frame: Frame, stream: StreamInfo): Promise<Uint8Array<ArrayBuffer>> {
    return this.#use(frame, stream, (picture) => bytesOf(picture));
  }

  /** Ends the threads. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool?.[Symbol.asyncDispose]();
  }

  async #use<Value>(
    frame: Frame,
    stream: StreamInfo,
    make: (picture: Picture) => Value | Promise<Value>,
  ): Promise<Value> {
    const shared = this.#pictures.get(frame) ??
      { picture: this.#open().develop(frame.payload, { bitDepth, ...stream }), users: 0 };
    this.#pictures.set(frame, shared);
    shared.users++;
    try {
      return await make(await shared.picture);
    } finally {
      shared.users--;
      if (shared.users === 0) await this.#forget(frame, shared);
    }
  }

  /** Nobody needs the picture any more. */
  async #forget(frame: Frame, { picture }: Shared): Promise<void> {
    this.#pictures.delete(frame);
    // One that could not be made has been told to whoever asked.
    await picture.then((made) => made[Symbol.dispose](), () => {});
  }

  #open(): DevelopPool {
    return this.#pool ??= DevelopPool.open(this.#options);
  }
}

/** A picture's colours as bytes; of 16 bits the nearest. */
function bytesOf({ depth, bytes }: Picture): Uint8Array<ArrayBuffer> {
  if (depth === 8) return bytes.slice();
  const values = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  return Uint8Array.from(values, (value) => Math.round(value / 257));
}
