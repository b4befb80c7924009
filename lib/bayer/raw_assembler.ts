import {
  FrameFlag,
  type FrameMetadata,
  type FrameSink,
  type NowUs,
  type StreamInfo,
} from "../frame/mod.ts";
import { FrameBuffer } from "./frame_buffer.ts";
import { FrameRests, type Rest } from "./frame_rests.ts";
import { minStride, type RawFormat } from "./raw_format.ts";
import { type RawFault, rawFault, RawFaultReports } from "./raw_fault.ts";
import type { RawGeometry } from "./unpack_frame.ts";

/** No frame may be larger: what the wire protocol can carry. */
const maxFrameBytes = 64 * 1024 * 1024;

/** How a {@linkcode RawAssembler} works and for whom. */
export interface RawAssemblerOptions {
  /** Gets the frames. */
  readonly sink: FrameSink;
  /** The clock of `captureUs`; asked once per push. */
  readonly nowUs: NowUs;
  /** How samples lie in the bytes that are pushed. */
  readonly format: RawFormat;
  /** Width in pixels, from 1. */
  readonly width: number;
  /** Height in pixels, from 1. */
  readonly height: number;
  /** Bytes from one row's beginning to the next one's; without padding if not given. */
  readonly strideBytes?: number | undefined;
  /** Number of the stream in its session; 1 if not given. */
  readonly streamId?: number | undefined;
  /** What people call it. */
  readonly name?: string | undefined;
  /** Frames per second that the source was asked for: frames do not tell. */
  readonly framerate?: number | undefined;
  /** The first frame carries DISCONTINUITY: the source was restarted. */
  readonly discontinuity?: boolean | undefined;
  /**
   * Whether bytes are pushed when the source writes them, as those of a file are not: then the source's rests tell
   * where a frame was cut short. True if not given.
   */
  readonly isLive?: boolean | undefined;
  /** Asked when a frame is whole what else is known of it. */
  readonly metadata?: (() => FrameMetadata | undefined) | undefined;
  /** Told once per change of state what is wrong with the stream. */
  readonly onFault?: ((fault: RawFault) => void) | undefined;
}

/** What an assembler has counted since it was made. */
export interface RawCounters {
  /** Bytes pushed. */
  readonly bytes: number;
  /** Frames committed. */
  readonly frames: number;
  /** Frames begun and dropped: cut short. */
  readonly droppedFrames: number;
  /** Bytes that went into no frame. */
  readonly discardedBytes: number;
  /** Samples that were larger than their bits allow. */
  readonly clampedSamples: number;
  /** Faults told to `onFault`. */
  readonly faults: number;
}

/**
 * Cuts a byte stream of RAW frames, which have no marks, by their size, and brings each into the canonical form:
 * see `unpackFrame`. A frame is passed on in one piece when it is whole, so that a reader of bare bytes, who could
 * never find its place again, gets no part of one that is cut short. Every frame is a key frame.
 *
 * It keeps one frame in memory, in both forms where they differ; two while it is in doubt where one ends. Whatever
 * bytes come, `push` does not throw.
 *
 * Spec: wire-protocol v1, *Message* (`raw12`).
 *
 * ```ts
 * import { parseRawFormat, RawAssembler } from "./mod.ts";
 *
 * const format = parseRawFormat("SRGGB12")!;
 * let frames = 0;
 * const assembler = new RawAssembler({
 *   ...{ format, width: 4, height: 2, nowUs: () => 0 },
 *   sink: { append() {}, commit: () => frames++, abandon() {} },
 * });
 * assembler.push(new Uint8Array(20));
 * assembler.end("clean");
 * if (frames !== 1 || assembler.counters.discardedBytes !== 4) throw new Error("miscounted");
 * ```
 */
export class RawAssembler {
  readonly #options: RawAssemblerOptions;
  readonly #geometry: RawGeometry;
  readonly #buffer: FrameBuffer;
  readonly #rests: FrameRests | undefined;
  readonly #faults: RawFaultReports;
  /** Where the frame that is there may have been cut short: the one behind it has to prove it. */
  #cut: Rest | undefined;
  #readUs = 0;
  /** When the last byte of the first frame that is there came. */
  #wholeUs = 0;
  #isFirst = true;
  #discontinuity: boolean;
  #ended = false;
  readonly #counts = {
    ...{ bytes: 0, frames: 0, droppedFrames: 0 },
    ...{ discardedBytes: 0, clampedSamples: 0 },
  };

  /**
   * Makes an assembler for one run of a source; the next run gets a new one.
   * @throws {RangeError} If a size or the stride is impossible, or a frame would be larger than 64 MiB.
   */
  constructor(options: RawAssemblerOptions) {
    const { format, width, height } = options;
    const { strideBytes = minStride(format, width) } = options;
    this.#options = options;
    this.#geometry = { format, width, height, strideBytes };
    checkGeometry(this.#geometry);
    this.#buffer = new FrameBuffer(this.#geometry);
    this.#rests = options.isLive === false ? undefined : new FrameRests();
    this.#faults = new RawFaultReports(options.onFault);
    this.#discontinuity = options.discontinuity ?? false;
  }

  /** What has been counted so far: a copy. */
  get counters(): RawCounters {
    return { ...this.#counts, faults: this.#faults.count };
  }

  /** Bytes that the open frame lacks: those of a whole one between frames. */
  get missingBytes(): number {
    return this.#wantedBytes - this.#buffer.heldBytes || this.#buffer.sizeBytes;
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
    const nowUs = this.#options.nowUs();
    this.#counts.bytes += bytes.length;
    this.#noticeRest(this.#rests?.restBefore(nowUs, bytes.length));
    this.#readUs = nowUs;
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + this.#wantedBytes - this.#buffer.heldBytes);
      this.#buffer.hold(part);
      at += part.length;
      if (this.#isFilled) this.#takeFilled(at < bytes.length);
    }
  }

  /**
   * The writer is gone, and another one may come: a frame that is not whole is dropped, which is a fault, and what
   * comes next begins one.
   */
  breakOff(): void {
    this.#finish({ isFault: true });
  }

  /**
   * Ends the stream; a frame that is not whole is dropped. Calls after the first do nothing.
   *
   * @param how Whether the source ended of itself: then half a frame is a fault of its own.
   */
  end(how: "clean" | "cut"): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#finish({ isFault: how === "clean" });
    this.#buffer.close();
  }

  #finish(loss: { isFault: boolean }): void {
    if (this.#isFilled) this.#judge(Infinity);
    else if (this.#cut !== undefined) this.#commit();
    const { heldBytes } = this.#buffer;
    if (heldBytes > 0) this.#drop(heldBytes, loss);
  }

  /** Bytes until something is to be decided: a frame, and while one may have been cut short what proves it. */
  get #wantedBytes(): number {
    return this.#buffer.sizeBytes + (this.#cut?.atBytes ?? 0);
  }

  get #isFilled(): boolean {
    return this.#buffer.heldBytes === this.#wantedBytes;
  }

  #noticeRest(restUs: number | undefined): void {
    if (restUs === undefined) return;
    const { heldBytes } = this.#buffer;
    if (this.#isFilled) this.#judge(restUs);
    else if (heldBytes > 0) this.#rests?.inside(heldBytes, restUs);
    else this.#rests?.before(restUs);
  }

  /** So many bytes as a frame has are there. Where it may have been cut short, what follows has to tell. */
  #takeFilled(isFollowed: boolean): void {
    if (this.#cut === undefined) this.#wholeUs = this.#readUs;
    if (isFollowed) this.#judge(0);
    else if (this.#cut === undefined && this.#rests?.suspectedCut === undefined) this.#commit();
  }

  /** Decides, now that it is known how long the source has rested behind what is there. */
  #judge(restUs: number): void {
    if (this.#cut !== undefined) return this.#judgeProof(this.#cut, restUs);
    const cut = this.#rests?.suspectedCut;
    if (cut === undefined || restUs >= cut.restUs / 2) {
      this.#commit();
      this.#rests?.before(restUs);
    } else if (this.#rests?.isSure(cut)) this.#drop(cut.atBytes, { isFault: true });
    else {
      this.#rests?.inside(this.#buffer.sizeBytes, restUs);
      this.#cut = cut;
    }
  }

  /** If the first frame was cut short, the one behind it ends here, and the source has rested. */
  #judgeProof(cut: Rest, restUs: number): void {
    if (!this.#rests?.isMeaningful(restUs)) {
      this.#commit();
      this.#rests?.inside(this.#buffer.heldBytes, restUs);
      return;
    }
    this.#drop(cut.atBytes, { isFault: true });
    this.#wholeUs = this.#readUs;
    this.#commit();
    this.#rests?.before(restUs);
  }

  /** Passes on the first frame that is there. */
  #commit(): void {
    const { sizeBytes } = this.#buffer;
    const { samples, tooLarge } = this.#buffer.read();
    this.#cut = undefined;
    this.#counts.frames++;
    this.#counts.clampedSamples += tooLarge;
    this.#options.sink.append(new Uint8Array(samples.buffer, 0, samples.byteLength));
    this.#options.sink.commit(this.#frameEnd());
    this.#buffer.drop(sizeBytes);
    this.#rests?.commit(sizeBytes);
    if (tooLarge === 0) this.#faults.good();
    else this.#faults.report(rawFault.outOfRange(tooLarge, this.#geometry));
  }

  #frameEnd(): Parameters<FrameSink["commit"]>[0] {
    const flags = FrameFlag.key | (this.#discontinuity ? FrameFlag.discontinuity : 0);
    const stream = this.#isFirst ? this.#describe() : undefined;
    const metadata = this.#options.metadata?.();
    this.#discontinuity = this.#isFirst = false;
    return {
      ...{ flags, captureUs: this.#wholeUs },
      ...(stream === undefined ? {} : { stream }),
      ...(metadata === undefined ? {} : { metadata }),
    };
  }

  #describe(): StreamInfo {
    const { streamId: id = 1, name = "camera", framerate } = this.#options;
    const { format: { bayer, bitDepth }, width, height } = this.#geometry;
    return {
      ...{ id, name, codec: "raw12", width, height },
      ...(framerate === undefined ? {} : { framerate }),
      ...{ bayer, bitDepth },
    };
  }

  /** Drops what is held before `cutBytes`; what is behind begins the next frame. */
  #drop(cutBytes: number, { isFault }: { isFault: boolean }): void {
    this.#counts.droppedFrames++;
    this.#counts.discardedBytes += cutBytes;
    this.#discontinuity ||= this.#counts.frames > 0;
    this.#buffer.drop(cutBytes);
    this.#rests?.drop(cutBytes);
    if (isFault) this.#faults.report(rawFault.truncated(cutBytes, this.#buffer.sizeBytes));
  }
}

function checkGeometry({ format, width, height, strideBytes }: RawGeometry): void {
  for (const [name, value] of Object.entries({ width, height })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`${name} must be an integer from 1, is ${value}`);
    }
  }
  const leastBytes = minStride(format, width);
  if (!Number.isInteger(strideBytes) || strideBytes < leastBytes) {
    throw new RangeError(`strideBytes must be an integer from ${leastBytes}, is ${strideBytes}`);
  }
  const frameBytes = Math.max(strideBytes, width * 2) * height;
  if (frameBytes > maxFrameBytes) {
    throw new RangeError(`A frame must have at most ${maxFrameBytes} bytes, has ${frameBytes}`);
  }
}
