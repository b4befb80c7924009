import type { StreamInfo } from "../frame/mod.ts";
import { Cursor, type CursorOptions } from "./cursor.ts";
import { FileWatch } from "./file_watch.ts";
import type { FollowerState, FollowerStatus } from "./ring_status.ts";
import { RingTracker } from "./ring_tracker.ts";
import type { RingView } from "./ring_view.ts";
import { Wakers } from "./wakers.ts";

/** Which ring to follow. */
export interface RingFollowerOptions {
  /** The file that another picam writes. */
  readonly path: string;
  /** Told of every change of state, with words for it. */
  readonly onState?: (state: FollowerState, words: string) => void;
  /** How often it looks although nothing told it to; 500 ms by default. */
  readonly pollMs?: number;
  /** How long without a frame counts as silence; 5000 ms by default. */
  readonly silentAfterMs?: number;
  /** A monotonic clock in milliseconds; the process's by default. */
  readonly nowMs?: () => number;
}

/**
 * Another picam's ring, read only: the same frames with the same numbers in the same epoch. The
 * system tells it of writes; a slow poll notices what is not told: that the file was removed, or
 * that another is in its place. The writer may stop, crash, restart, begin a new epoch or make the
 * file anew: readers stay, and learn what they lost. Spec: ring-format v1.
 */
export class RingFollower implements RingView, AsyncDisposable {
  readonly #options: RingFollowerOptions;
  readonly #tracker: RingTracker;
  readonly #wakers = new Wakers();
  readonly #nowMs: () => number;
  readonly #timer: ReturnType<typeof setInterval>;
  #watch: FileWatch;
  #formerWatch: Promise<void> = Promise.resolve();
  #newsAtMs: number;
  #state: FollowerState = "following";

  /**
   * Opens the ring.
   * @throws {RingError} when there is no file, it cannot be read, or it is no ring. One that is
   * just being made is waited for.
   */
  constructor(options: RingFollowerOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#newsAtMs = this.#nowMs();
    this.#tracker = new RingTracker(options.path, () => this.#noteNews());
    this.#watch = new FileWatch(options.path, () => this.#tracker.look());
    this.#timer = setInterval(() => this.#poll(), options.pollMs ?? 500);
    this.#judge();
  }

  get epoch(): string {
    return this.#tracker.held.epoch;
  }

  get oldest(): number {
    return this.#tracker.held.oldest;
  }

  get head(): number {
    return this.#tracker.held.head;
  }

  get newestKey(): number {
    return this.#tracker.held.newestKey;
  }

  get stream(): StreamInfo | undefined {
    return this.#tracker.held.stream;
  }

  cursor(options?: CursorOptions): Cursor {
    this.#tracker.look();
    return new Cursor(this.#tracker.held, options);
  }

  subscribe(wake: () => void): () => void {
    return this.#wakers.add(wake);
  }

  status(): FollowerStatus {
    this.#tracker.look();
    const { path } = this.#options;
    const { held, sizeBytes } = this.#tracker;
    const counters = { refusedFrames: 0, droppedFrames: 0, writeErrors: 0 };
    const state = { state: this.#state, words: this.#words() };
    return { path, sizeBytes, ...held.status(), ...counters, ...state };
  }

  /** Stops following. Cursors find nothing more after that. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([this.#formerWatch, this.#watch[Symbol.asyncDispose]()]);
    this.#tracker.close();
  }

  /** Looks after what nobody tells: whether the file is still there, and how long it is silent. */
  #poll(): void {
    if (this.#tracker.reopen()) {
      this.#formerWatch = this.#watch[Symbol.asyncDispose]();
      this.#watch = new FileWatch(this.#options.path, () => this.#tracker.look());
    }
    this.#tracker.look();
    this.#judge();
  }

  #noteNews(): void {
    this.#newsAtMs = this.#nowMs();
    this.#wakers.schedule();
    if (this.#state !== "following") this.#judge();
  }

  #judge(): void {
    const state = this.#tracker.waitsBecause !== undefined
      ? "waiting"
      : this.#silentMs() >= (this.#options.silentAfterMs ?? 5000)
      ? "silent"
      : "following";
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState?.(state, this.#words());
  }

  #silentMs(): number {
    return this.#nowMs() - this.#newsAtMs;
  }

  #words(): string {
    const { path } = this.#options;
    const why = this.#tracker.waitsBecause;
    if (this.#state === "waiting") return `waits for a picam that writes ${path}: ${why}`;
    const seconds = Math.round(this.#silentMs() / 1000);
    const slow = this.#watch.fault === undefined ? "" : `, slowly: ${this.#watch.fault}`;
    return this.#state === "following"
      ? `follows ${path}${slow}`
      : `no frame for ${seconds} s: the picam that writes ${path} or its camera has stopped`;
  }
}
