import { type Frame, FrameFlag, type StreamInfo } from "../../frame/mod.ts";
import type { Renderer, RendererListener } from "./renderer.ts";

/** Before the first SPS is known nothing else can be said; the decoder reads the SPS anyway. */
const anyProfile = "avc1.42E01F";
/** A decoder so far behind at a key frame starts over there. */
const maxQueueAtKey = 6;
/** While a decoder catches up one picture in so many milliseconds is painted. */
const paintEveryMs = 50;

/** Shows H.264 on a canvas by WebCodecs: what is decoded last is painted at once. */
export class WebCodecsRenderer implements Renderer {
  readonly name = "WebCodecs";
  readonly surface: HTMLCanvasElement;
  readonly #listener: RendererListener;
  readonly #context: CanvasRenderingContext2D;
  #decoder: VideoDecoder | undefined;
  #codec = "";
  #needsKey = true;
  #paintedAtMs = 0;

  /** Paints on the canvas. */
  constructor(canvas: HTMLCanvasElement, listener: RendererListener) {
    this.surface = canvas;
    this.#listener = listener;
    const context = canvas.getContext("2d", { alpha: false, desynchronized: true });
    if (context === null) throw new TypeError("A canvas gives no 2d context");
    this.#context = context;
  }

  push(frame: Frame, stream: StreamInfo): void {
    const isKey = (frame.flags & FrameFlag.key) !== 0;
    // The end of a picture that was shown without it: what follows refers to it.
    if (frame.flags & FrameFlag.continuation) this.#needsKey = true;
    if (this.#needsKey && !isKey) return this.#listener.onDropped(1);
    if (isKey) this.#prepare(stream);
    this.#needsKey = false;
    this.#decoder?.decode(
      new EncodedVideoChunk({
        type: isKey ? "key" : "delta",
        timestamp: frame.captureUs,
        data: frame.payload,
      }),
    );
  }

  restart(): void {
    this.#needsKey = true;
    this.#dropQueue();
  }

  close(): void {
    this.#discard();
  }

  /** Every key frame may bring another size, and is where a slow decoder can leave out what waits. */
  #prepare({ codecString = anyProfile }: StreamInfo): void {
    const isBehind = (this.#decoder?.decodeQueueSize ?? 0) > maxQueueAtKey;
    if (isBehind) this.#dropQueue();
    if (this.#decoder !== undefined && codecString === this.#codec) return;
    this.#codec = codecString;
    this.#decoder ??= this.#makeDecoder();
    this.#configure();
  }

  #configure(): void {
    // No description: the chunks are in Annex B form. Without the option one picture is held back.
    this.#decoder?.configure({ codec: this.#codec, optimizeForLatency: true });
  }

  #makeDecoder(): VideoDecoder {
    const decoder: VideoDecoder = new VideoDecoder({
      output: (picture) => this.#show(picture),
      error: (error) => {
        if (decoder !== this.#decoder) return;
        this.#discard();
        if (error.name === "NotSupportedError") this.#listener.onUnable(error.message);
      },
    });
    return decoder;
  }

  #show(picture: VideoFrame): void {
    const nowMs = performance.now();
    const waiting = this.#decoder?.decodeQueueSize ?? 0;
    if (waiting > 0 && nowMs - this.#paintedAtMs < paintEveryMs) {
      picture.close();
      return;
    }
    this.#paintedAtMs = nowMs;
    const { displayWidth: width, displayHeight: height, timestamp: captureUs } = picture;
    if (this.surface.width !== width) this.surface.width = width;
    if (this.surface.height !== height) this.surface.height = height;
    this.#context.drawImage(picture, 0, 0, width, height);
    picture.close();
    this.#listener.onPicture({ captureUs, width, height });
  }

  #dropQueue(): void {
    const decoder = this.#decoder;
    if (decoder === undefined || decoder.state !== "configured") return;
    if (decoder.decodeQueueSize > 0) this.#listener.onDropped(decoder.decodeQueueSize);
    decoder.reset();
    this.#configure();
  }

  #discard(): void {
    const decoder = this.#decoder;
    this.#decoder = undefined;
    this.#codec = "";
    this.#needsKey = true;
    if (decoder?.state !== "closed") decoder?.close();
  }
}
