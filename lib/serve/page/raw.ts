import type { Frame, StreamInfo } from "../../frame/mod.ts";
import { defaultProfile, Developer } from "../../isp/mod.ts";
import type { Renderer, RendererListener } from "./renderer.ts";

/** What a developer is made for: with another of them there has to be another. */
type Geometry = Required<Pick<StreamInfo, "width" | "height" | "bayer" | "bitDepth">>;

/**
 * Develops RAW frames in the browser and shows them on a canvas: at most one for each picture of the
 * screen, the newest. Who is slow sees fewer of them.
 */
export class RawRenderer implements Renderer {
  readonly name = "WebAssembly";
  readonly surface: HTMLCanvasElement;
  readonly #listener: RendererListener;
  #developer: Developer | undefined;
  #geometry: Geometry | undefined;
  #next: Frame | undefined;
  #request: number | undefined;

  /** Paints on the canvas. */
  constructor(canvas: HTMLCanvasElement, listener: RendererListener) {
    this.surface = canvas;
    this.#listener = listener;
  }

  push(frame: Frame, stream: StreamInfo): void {
    if (!this.#prepare(stream)) return;
    if (this.#next !== undefined) this.#listener.onDropped(1);
    this.#next = frame;
    this.#request ??= requestAnimationFrame(() => this.#show());
  }

  restart(): void {
    this.#next = undefined;
  }

  close(): void {
    this.#next = undefined;
    if (this.#request !== undefined) cancelAnimationFrame(this.#request);
    this.#developer = undefined;
  }

  /** Makes a developer for the stream. @returns whether there is one. */
  #prepare(stream: StreamInfo): boolean {
    const wanted = geometryOf(stream);
    if (wanted !== undefined && isSame(wanted, this.#geometry)) {
      return this.#developer !== undefined;
    }
    this.#geometry = wanted;
    this.#next = undefined;
    this.#developer = undefined;
    try {
      if (wanted === undefined) {
        throw new RangeError("The camera does not say what its frames are.");
      }
      this.#developer = new Developer({ ...wanted, profile: defaultProfile });
    } catch (error) {
      this.#listener.onUnable(`RAW frames cannot be developed: ${(error as Error).message}`);
    }
    return this.#developer !== undefined;
  }

  #show(): void {
    this.#request = undefined;
    const [frame, developer, geometry] = [this.#next, this.#developer, this.#geometry];
    this.#next = undefined;
    if (frame === undefined || developer === undefined || geometry === undefined) return;
    const { width, height } = geometry;
    if (frame.payload.length !== width * height * 2) return this.#listener.onDropped(1);
    const pixels = developer.develop(frame.payload, { alpha: true });
    this.#paint(new ImageData(clamped(pixels), width, height));
    this.#listener.onPicture({ captureUs: frame.captureUs, width, height });
  }

  #paint(image: ImageData): void {
    const { width, height } = image;
    if (this.surface.width !== width) this.surface.width = width;
    if (this.surface.height !== height) this.surface.height = height;
    this.surface.getContext("2d", { alpha: false })?.putImageData(image, 0, 0);
  }
}

function geometryOf({ width, height, bayer, bitDepth }: StreamInfo): Geometry | undefined {
  const isKnown = width !== undefined && height !== undefined && bayer !== undefined;
  return isKnown ? { width, height, bayer, bitDepth: bitDepth ?? 12 } : undefined;
}

function isSame(one: Geometry, other: Geometry | undefined): boolean {
  return one.width === other?.width && one.height === other.height &&
    one.bayer === other.bayer && one.bitDepth === other.bitDepth;
}

/** The same bytes, as `ImageData` wants them. */
function clamped({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): ImageDataArray {
  return new Uint8ClampedArray(buffer, byteOffset, length);
}
