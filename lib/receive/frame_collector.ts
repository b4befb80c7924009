import { free } from "../bytes/mod.ts";
import type { FrameEnd, FrameSink } from "../frame/mod.ts";

/** Puts the pieces of each frame together. */
export class FrameCollector implements FrameSink {
  readonly #onFrame: (bytes: Uint8Array<ArrayBuffer>, end: FrameEnd) => void;
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #sizeBytes = 0;

  /** @param onFrame gets each frame that is whole; the bytes are its own. */
  constructor(onFrame: (bytes: Uint8Array<ArrayBuffer>, end: FrameEnd) => void) {
    this.#onFrame = onFrame;
  }

  append(bytes: Uint8Array): void {
    this.#parts.push(bytes.slice());
    this.#sizeBytes += bytes.length;
  }

  commit(end: FrameEnd): void {
    if (this.#sizeBytes === 0) return;
    const whole = this.#joined();
    this.abandon();
    this.#onFrame(whole, end);
  }

  abandon(): void {
    this.#parts = [];
    this.#sizeBytes = 0;
  }

  #joined(): Uint8Array<ArrayBuffer> {
    const [only] = this.#parts;
    if (this.#parts.length === 1 && only !== undefined) return only;
    const whole = new Uint8Array(this.#sizeBytes);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
      free(part);
    }
    return whole;
  }
}
