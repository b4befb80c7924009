import type { Frame, Gap, StreamInfo } from "../../../lib/frame/mod.ts";
import type { Output } from "../../../lib/receive/mod.ts";

/** An output that keeps what it is given and lets a test wait for it. */
export class KeptOutput implements Output {
  keepsPayloads = true;
  readonly frames: Frame[] = [];
  readonly streams: StreamInfo[] = [];
  readonly gaps: Gap[] = [];
  closed = 0;
  /** Thrown by the next `write`. */
  failure: Error | undefined;
  /** What the next `write` waits for. */
  room: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};

  write(frame: Frame, stream: StreamInfo): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.frames.push(frame);
    this.streams.push(stream);
    this.#wake();
    return this.room;
  }

  gap(gap: Gap): void {
    this.gaps.push(gap);
  }

  close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }

  /** Numbers of the frames. */
  get sequences(): number[] {
    return this.frames.map(({ sequence }) => sequence);
  }

  /** Their bytes as text. */
  get texts(): string[] {
    return this.frames.map(({ payload }) => new TextDecoder().decode(payload));
  }

  /** Waits until it has so many frames. */
  async has(count: number): Promise<void> {
    while (this.frames.length < count) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}
