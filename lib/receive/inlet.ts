import type { Frame, StreamInfo } from "../frame/mod.ts";
import type { Hole } from "./hole.ts";

/** A frame on its way to the outputs. */
export interface ReceivedFrame {
  /** The frame. */
  readonly frame: Frame;
  /** The description that holds for it. */
  readonly stream: StreamInfo;
  /** When it was received, this side's clock. */
  readonly receivedUs: number;
  /** How old it was then, µs, where that is known. */
  readonly ageUs: number | undefined;
}

/** What comes through an inlet, in its order. */
export type Received = ReceivedFrame | { readonly hole: Hole };

/** Where an inlet leads. */
export interface InletOptions {
  /** Takes the next one; the one after it waits for the promise. Must not throw. */
  readonly take: (item: Received) => Promise<void> | undefined;
  /** Told to stop reading when too much waits, and to read on when little does. */
  readonly setReading: (on: boolean) => void;
}

/**
 * More than this waits only if one read, or one frame, brings it: a second of video of a usual camera.
 * A few reads, so that catching up does not stop and go with each of them.
 */
const highBytes = 256 * 1024;
const lowBytes = 64 * 1024;

/**
 * Between a connection, which brings frames when it likes, and outputs that take them one after the
 * other. What an idle output can take at once does not wait; otherwise it is kept here, and
 * where it is more than 256 KiB the connection is not read, so that the sender feels it.
 */
export class Inlet {
  readonly #options: InletOptions;
  #waiting: Received[] = [];
  #at = 0;
  #waitingBytes = 0;
  #isPumping = false;
  #isReading = true;
  #onEmpty: (() => void) | undefined;

  /** Leads from a connection to the outputs. */
  constructor(options: InletOptions) {
    this.#options = options;
  }

  /** Whether there is room: a connection is to be read only then. */
  get isReading(): boolean {
    return this.#isReading;
  }

  /** Adds what came. */
  push(item: Received): void {
    this.#waiting.push(item);
    this.#waitingBytes += sizeOf(item);
    if (!this.#isPumping) void this.#pump();
    if (this.#waitingBytes > highBytes) this.#setReading(false);
  }

  /** @returns when all that came is taken. */
  drained(): Promise<void> {
    if (!this.#isPumping) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const others = this.#onEmpty;
    this.#onEmpty = () => {
      others?.();
      resolve();
    };
    return promise;
  }

  async #pump(): Promise<void> {
    this.#isPumping = true;
    for (let item = this.#shift(); item !== undefined; item = this.#shift()) {
      const sizeBytes = sizeOf(item); // before its payload is given back
      const room = this.#options.take(item);
      if (room !== undefined) await room;
      this.#waitingBytes -= sizeBytes;
      if (this.#waitingBytes <= lowBytes) this.#setReading(true);
    }
    this.#isPumping = false;
    this.#onEmpty?.();
    this.#onEmpty = undefined;
  }

  #shift(): Received | undefined {
    const item = this.#waiting[this.#at++];
    if (item !== undefined && this.#at < 256) return item;
    this.#waiting = this.#waiting.slice(this.#at);
    this.#at = 0;
    return item;
  }

  #setReading(on: boolean): void {
    if (on === this.#isReading) return;
    this.#isReading = on;
    this.#options.setReading(on);
  }
}

/** A message that is tiny costs memory as well. */
function sizeOf(item: Received): number {
  return 256 + ("hole" in item ? 0 : item.frame.payload.length);
}
