import type { Frame } from "../../frame/mod.ts";
import type { Renderer, RendererListener } from "./renderer.ts";

/**
 * Shows JPEG images on a canvas. Of images that come while one is decoded only the newest is shown.
 * They come over the WebSocket as other frames do, so that looking back and latency work, and no
 * token has to stand in the URL of an image.
 */
export class JpegRenderer implements Renderer {
  readonly name = "JPEG images";
  readonly surface: HTMLCanvasElement;
  readonly #listener: RendererListener;
  #next: Frame | undefined;
  #isDecoding = false;
  #isClosed = false;

  /** Paints on the canvas. */
  constructor(canvas: HTMLCanvasElement, listener: RendererListener) {
    this.surface = canvas;
    this.#listener = listener;
  }

  push(frame: Frame): void {
    if (this.#next !== undefined) this.#listener.onDropped(1);
    this.#next = frame;
    if (!this.#isDecoding) void this.#decode();
  }

  restart(): void {
    this.#next = undefined;
  }

  close(): void {
    this.#isClosed = true;
  }

  async #decode(): Promise<void> {
    this.#isDecoding = true;
    for (let frame = this.#next; frame !== undefined; frame = this.#next) {
      this.#next = undefined;
      try {
        const image = await createImageBitmap(new Blob([frame.payload], { type: "image/jpeg" }));
        if (!this.#isClosed) this.#paint(image, frame);
        image.close();
      } catch {
        this.#listener.onDropped(1); // a damaged image; the next one does not depend on it
      }
    }
    this.#isDecoding = false;
  }

  #paint(image: ImageBitmap, { captureUs }: Frame): void {
    const { width, height } = image;
    if (this.surface.width !== width) this.surface.width = width;
    if (this.surface.height !== height) this.surface.height = height;
    this.surface.getContext("2d", { alpha: false })?.drawImage(image, 0, 0);
    this.#listener.onPicture({ captureUs, width, height });
  }
}
