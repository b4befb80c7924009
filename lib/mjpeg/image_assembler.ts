import { FrameFlag, type FrameSink, type NowUs, type StreamInfo } from "../frame/mod.ts";
import { Signature } from "./foreign_content.ts";
import type { PictureSize } from "./frame_header.ts";
import { type ImageFault, imageFault, ImageFaultReports } from "./image_fault.ts";
import { ImageScanner } from "./image_scanner.ts";

/** No image may be larger: what one wire message can carry. */
const maxImageBytes = 16 * 1024 * 1024;
/** Bytes without an image after which the stream is said to be none of images. */
const leadInLimitBytes = 1024 * 1024;

/** How an {@linkcode ImageAssembler} works and for whom. */
export interface ImageAssemblerOptions {
  /** Gets the frames. */
  readonly sink: FrameSink;
  /** The clock of `captureUs`; asked once per push. */
  readonly nowUs: NowUs;
  /** Number of the stream in its session; 1 if not given. */
  readonly streamId?: number | undefined;
  /** What people call it. */
  readonly name?: string | undefined;
  /** Frames per second that the source was asked for: images do not tell. */
  readonly framerate?: number | undefined;
  /** The first frame carries DISCONTINUITY: the source was restarted. */
  readonly discontinuity?: boolean | undefined;
  /** Larger images are dropped; 16 MiB if not given. */
  readonly limitBytes?: number | undefined;
  /** Told once per change of state what is wrong with the stream. */
  readonly onFault?: ((fault: ImageFault) => void) | undefined;
}

/** What an assembler has counted since it was made. */
export interface ImageCounters {
  /** Bytes pushed. */
  readonly bytes: number;
  /** Images committed. */
  readonly images: number;
  /** Images begun and dropped: cut short, damaged or too large. */
  readonly droppedImages: number;
  /** Bytes that went into no frame. */
  readonly discardedBytes: number;
  /** Faults told to `onFault`. */
  readonly faults: number;
}

/**
 * Cuts a byte stream of JPEG images into frames while it flows, and passes every byte on as it comes: a
 * frame is committed when the image's last byte is there. Every frame is a key frame. What stands between
 * images is dropped and counted; an image without an end, or whose markers make no sense, is abandoned.
 * Whatever bytes come, `push` does not throw; it keeps no image in memory.
 *
 * Spec: ITU-T T.81 (09/1992) annex B.
 *
 * ```ts
 * import { ImageAssembler } from "./mod.ts";
 *
 * let images = 0;
 * const assembler = new ImageAssembler({
 *   sink: { append() {}, commit: () => images++, abandon() {} },
 *   nowUs: () => Date.now() * 1000,
 *   onFault: ({ message }) => console.warn(message),
 * });
 * assembler.push(new Uint8Array(100));
 * assembler.end("clean");
 * if (images !== 0 || assembler.counters.discardedBytes !== 100) throw new Error("kept garbage");
 * ```
 */
export class ImageAssembler {
  readonly #options: ImageAssemblerOptions;
  readonly #limitBytes: number;
  readonly #scanner: ImageScanner;
  readonly #signature = new Signature();
  readonly #faults: ImageFaultReports;
  #stream: StreamInfo | undefined;
  #discontinuity: boolean;
  #readUs = 0;
  #openBytes = 0;
  #leadInBytes = 0;
  /** The image at hand is: its rest is dropped. */
  #isTooLarge = false;
  #ended = false;
  readonly #counts = { bytes: 0, images: 0, droppedImages: 0, discardedBytes: 0 };

  /** Makes an assembler for one run of a source; the next run gets a new one. */
  constructor(options: ImageAssemblerOptions) {
    this.#options = options;
    this.#limitBytes = options.limitBytes ?? maxImageBytes;
    this.#discontinuity = options.discontinuity ?? false;
    this.#faults = new ImageFaultReports(options.onFault);
    this.#scanner = new ImageScanner({
      outside: (lengthBytes) => this.#discard(lengthBytes),
      inside: (view) => this.#pass(view),
      end: (size) => this.#commit(size),
      lost: (why, nextBytes) => this.#lose(why, nextBytes),
    });
  }

  /** What has been counted so far: a copy. */
  get counters(): ImageCounters {
    return { ...this.#counts, faults: this.#faults.count };
  }

  /**
   * Takes the source's next bytes, cut anyhow.
   *
   * @param bytes Only read, and not kept: the caller may reuse them.
   * @throws {Error} If the stream was ended before; the bytes themselves are never a reason.
   */
  push(bytes: Uint8Array): void {
    if (this.#ended) throw new Error("Cannot take bytes: end() was called before");
    if (bytes.length === 0) return;
    this.#readUs = this.#options.nowUs();
    this.#counts.bytes += bytes.length;
    this.#signature.append(bytes);
    this.#scanner.push(bytes);
  }

  /**
   * Ends the stream; an image that is open then has no end and is dropped. Calls after the first do nothing.
   *
   * @param _how Whether the source ended of itself; images say themselves where they end.
   */
  end(_how: "clean" | "cut"): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#counts.discardedBytes += this.#scanner.heldBytes;
    this.#abandon();
  }

  #discard(lengthBytes: number): void {
    this.#counts.discardedBytes += lengthBytes;
    this.#leadInBytes += lengthBytes;
    if (this.#leadInBytes < leadInLimitBytes) return;
    this.#leadInBytes = 0;
    const seems = this.#counts.images === 0 ? this.#signature.seemsToBe() : undefined;
    this.#faults.report(imageFault.noImage(leadInLimitBytes, seems));
  }

  #pass(view: Uint8Array): void {
    if (!this.#isTooLarge && this.#openBytes + view.length <= this.#limitBytes) {
      this.#openBytes += view.length;
      return this.#options.sink.append(view);
    }
    this.#counts.discardedBytes += view.length;
    if (this.#isTooLarge) return;
    this.#isTooLarge = true;
    this.#faults.report(imageFault.tooLarge(this.#limitBytes));
    this.#abandon();
  }

  #commit(size: PictureSize): void {
    this.#leadInBytes = 0;
    if (this.#isTooLarge) {
      this.#isTooLarge = false;
      return;
    }
    this.#openBytes = 0;
    this.#counts.images++;
    const stream = this.#news(size);
    const flags = FrameFlag.key | (this.#discontinuity ? FrameFlag.discontinuity : 0);
    this.#discontinuity = false;
    this.#options.sink.commit({ flags, captureUs: this.#readUs, ...(stream ? { stream } : {}) });
    this.#faults.good();
  }

  #lose(why: string | undefined, nextBytes: number): void {
    if (this.#isTooLarge) {
      this.#isTooLarge = false;
    } else {
      const { broken, truncated } = imageFault;
      this.#faults.report(why === undefined ? truncated(this.#openBytes - nextBytes) : broken(why));
      this.#abandon();
    }
    this.#counts.discardedBytes -= nextBytes;
  }

  #abandon(): void {
    if (this.#openBytes === 0) return;
    this.#counts.discardedBytes += this.#openBytes;
    this.#counts.droppedImages++;
    this.#openBytes = 0;
    this.#discontinuity ||= this.#stream !== undefined;
    this.#options.sink.abandon();
  }

  /** The description, if it is the first or another one than before. */
  #news({ width, height }: PictureSize): StreamInfo | undefined {
    const { streamId: id = 1, name = "camera", framerate } = this.#options;
    if (this.#stream?.width === width && this.#stream.height === height) return undefined;
    this.#discontinuity ||= this.#stream !== undefined;
    this.#stream = {
      ...{ id, name, codec: "mjpeg", width, height },
      ...(framerate === undefined ? {} : { framerate }),
    };
    return this.#stream;
  }
}
