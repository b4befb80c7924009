import type { StreamInfo } from "../../frame/mod.ts";
import { Developer, type DeveloperOptions, type IspProfile } from "../../isp/mod.ts";
import { Crew } from "./crew.ts";
import type { BandJob, PngCompression, SharedPicture } from "./job.ts";
import { SharedMemory } from "./shared_memory.ts";

/** What a {@linkcode DevelopPool} is made of. */
export interface DevelopPoolOptions {
  /** The stages. */
  readonly profile: IspProfile;
  /** Which demosaic; default: the profile's. */
  readonly quality?: IspProfile["demosaic"] | undefined;
  /** Bits of a value of the pictures; default 8. */
  readonly depth?: 8 | 16 | undefined;
  /** Threads, 1 or more; default: one for each core, 4 at most. */
  readonly workers?: number | undefined;
  /** Starts a thread; default: one that does its work. */
  readonly startWorker?: (() => Worker) | undefined;
}

/**
 * A developed frame. Its memory is the pool's: dispose of the picture when done with it, and the next one needs none
 * of its own; a picture that nobody disposes of is merely garbage.
 */
export interface Picture extends SharedPicture {
  /** Gives the memory back: the bytes change from then on. */
  [Symbol.dispose](): void;
}

/** Frames that are developed at the same time: while the last band of one is awaited, the next one begins. */
const framesAtOnce = 2;

/** Where the geometry of a stream stands, and what all threads know of it. */
interface Geometry {
  readonly options: DeveloperOptions;
  /** Measures white balance, of one frame after the other. */
  readonly developer: Developer;
  /** The workers that have been told. */
  readonly told: Set<number>;
}

/**
 * Develops RAW frames on all cores, each frame in bands of rows, and encodes pictures: whoever receives does
 * neither. Frames are developed two at a time; further ones wait in their promises, so await them.
 */
export class DevelopPool implements AsyncDisposable {
  readonly #options: DevelopPoolOptions;
  readonly #crew: Crew;
  readonly #memory = new SharedMemory();
  #geometry: Geometry | undefined;
  /** The frames before; each settles its own promise, in order, and never rejects. */
  #turns: Promise<unknown>[] = [];

  /**
   * Starts the threads.
   *
   * @param options Stages, bits, threads
   * @returns a pool, to be disposed of
   */
  static open(options: DevelopPoolOptions): DevelopPool {
    return new DevelopPool(options);
  }

  private constructor(options: DevelopPoolOptions) {
    this.#options = options;
    const workers = options.workers ?? Math.min(4, navigator.hardwareConcurrency);
    this.#crew = new Crew(workers, options.startWorker ?? startWorker);
  }

  /**
   * Develops a frame. Pictures come in the order of the calls.
   *
   * @param frame The payload of a `raw12` frame; not to be changed until the promise is settled
   * @param stream Its description: width, height, order of the colours and bits
   * @returns the picture
   * @throws {TypeError} If the description lacks something
   * @throws {RangeError} If geometry or size of the frame cannot be developed
   * @throws {Error} If a worker died or the pool is closed
   */
  develop(frame: Uint8Array, stream: StreamInfo): Promise<Picture> {
    const before = this.#turns.at(-1);
    const room = this.#turns.at(-framesAtOnce);
    const developed = this.#develop(frame, { stream, room, before });
    const turn = developed.then(() => {}, () => {});
    this.#turns = [...this.#turns.slice(1 - framesAtOnce), turn];
    return developed;
  }

  /**
   * Encodes a picture as PNG.
   *
   * @param picture Of {@linkcode DevelopPool.develop}; not to be disposed of until the promise is settled
   * @param options How much it is packed
   * @returns a whole file, the caller's own
   * @throws {Error} If a worker died or the pool is closed
   */
  async encodePng(
    { width, height, depth, bytes }: SharedPicture,
    { compression }: { readonly compression: PngCompression },
  ): Promise<Uint8Array<ArrayBuffer>> {
    const picture = { width, height, depth, bytes };
    const { png } = await this.#crew.run(() => ({ kind: "png", picture, compression }));
    if (png === undefined) throw new Error("a worker answered without the PNG it was asked for");
    return png;
  }

  /** Ends the threads: what is not done fails. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#crew.close();
    return Promise.resolve();
  }

  async #develop(
    frame: Uint8Array,
    { stream, room, before }: {
      readonly stream: StreamInfo;
      readonly room: Promise<unknown> | undefined;
      readonly before: Promise<unknown> | undefined;
    },
  ): Promise<Picture> {
    await room;
    const geometry = this.#geometryOf(stream);
    const { width, height } = geometry.options;
    const gains = geometry.developer.measure(frame);
    const depth = this.#options.depth ?? 8;
    const raw = this.#memory.take(frame.length);
    const bytes = this.#memory.take(width * height * 3 * depth / 8);
    raw.set(frame);
    const picture = { width, height, depth, bytes };
    try {
      await Promise.all(
        bandsOf(height, this.#crew.size).map((rows) =>
          this.#crew.run((worker) => bandJob(geometry, worker, { raw, gains, rows, picture }))
        ),
      );
    } finally {
      this.#memory.giveBack(raw);
    }
    await before;
    return { ...picture, [Symbol.dispose]: () => this.#memory.giveBack(bytes) };
  }

  /** The geometry of a stream: the same until the stream's is another. */
  #geometryOf(stream: StreamInfo): Geometry {
    const { width, height, bayer, bitDepth } = stream;
    if (!(width && height && bayer && bitDepth)) {
      const known = JSON.stringify({ width, height, bayer, bitDepth });
      throw new TypeError(
        `a stream without size, Bayer order or bits cannot be developed: ${known}`,
      );
    }
    const now = this.#geometry?.options;
    const isSame = now?.width === width && now.height === height && now.bayer === bayer &&
      now.bitDepth === bitDepth;
    if (this.#geometry && isSame) return this.#geometry;
    const { profile, quality = profile.demosaic } = this.#options;
    const options = { width, height, bayer, bitDepth, profile, quality };
    return this.#geometry = { options, developer: new Developer(options), told: new Set() };
  }
}

function startWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
}

/** Cuts a picture into bands of even rows, one for each worker. */
function bandsOf(height: number, workers: number): { first: number; end: number }[] {
  const cells = height / 2;
  const bands = Math.min(workers, Math.ceil(cells / 8));
  const edge = (band: number): number => 2 * Math.round(cells * band / bands);
  return Array.from({ length: bands }, (_, band) => ({ first: edge(band), end: edge(band + 1) }));
}

function bandJob(
  { options, told }: Geometry,
  worker: number,
  job: Omit<BandJob, "kind" | "options">,
): BandJob {
  const isNews = !told.has(worker);
  told.add(worker);
  return { kind: "band", ...(isNews ? { options } : {}), ...job };
}
