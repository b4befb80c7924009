import type { FrameEnd, FrameSink } from "../../../lib/frame/mod.ts";

/** One frame as it came. */
export interface CollectedFrame extends FrameEnd {
  readonly bytes: Uint8Array;
}

/** A sink that keeps frames, and lets a test wait for them. */
export class FrameCollector implements FrameSink {
  /** Frames so far. */
  readonly frames: CollectedFrame[] = [];
  /** How often an open frame was dropped. */
  abandoned = 0;
  #open: Uint8Array[] = [];
  #waiting: { count: number; resolve: () => void }[] = [];

  append(bytes: Uint8Array): void {
    this.#open.push(bytes.slice());
  }

  commit(end: FrameEnd): void {
    if (this.#open.length === 0) return;
    this.frames.push({ ...end, bytes: joined(this.#open) });
    this.#open = [];
    this.#waiting = this.#waiting.filter(({ count, resolve }) => {
      if (this.frames.length < count) return true;
      resolve();
      return false;
    });
  }

  abandon(): void {
    if (this.#open.length > 0) this.abandoned++;
    this.#open = [];
  }

  /** Resolves when there are so many frames in all. */
  async reaches(count: number): Promise<void> {
    if (this.frames.length >= count) return;
    await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
  }

  /** Resolves when so many more frames have come. */
  async more(count: number): Promise<void> {
    await this.reaches(this.frames.length + count);
  }
}

/** One array of all of them. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
