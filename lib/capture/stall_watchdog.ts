import type { Timing } from "../observe/mod.ts";

/** How long a source may be silent before its run is ended. All in milliseconds. */
export interface StallLimits {
  /** From the start of the run to its first frame. */
  readonly startMs: number;
  /** Without any byte, once there was a frame. */
  readonly silenceMs: number;
  /** Without a whole frame although bytes come, once there was a frame. */
  readonly frameMs: number;
}

/** What a source failed to send: its first byte, any byte, or bytes that make a frame. */
export type Stall = "no-start" | "no-bytes" | "no-frames";

/**
 * A timer that comes this late says that this program, not the camera, was held up (suspended, or
 * short of CPU): what the camera sent meanwhile is still unread, so it gets another look.
 */
const lateMs = 250;
/** How long that other look waits for what is unread. */
const secondLookMs = 250;

/**
 * Watches that bytes and frames keep coming. It costs two clock readings a frame: one timer waits for
 * the earliest moment at which anything can be wrong, and only then looks.
 */
export class StallWatchdog {
  readonly #limits: StallLimits;
  readonly #timing: Timing;
  readonly #onStall: (stall: Stall, silentMs: number) => void;
  readonly #startedMs: number;
  #lastByteMs: number | undefined;
  #lastFrameMs: number | undefined;
  #cancel: () => void = () => {};

  constructor(
    limits: StallLimits,
    parts: { timing: Timing; onStall: (stall: Stall, silentMs: number) => void },
  ) {
    this.#limits = limits;
    this.#timing = parts.timing;
    this.#onStall = parts.onStall;
    this.#startedMs = parts.timing.nowMs();
    this.#arm(limits.startMs);
  }

  /** Bytes came. */
  bytes(): void {
    this.#lastByteMs = this.#timing.nowMs();
  }

  /** A frame was complete. */
  frame(): void {
    const first = this.#lastFrameMs === undefined;
    this.#lastFrameMs = this.#timing.nowMs();
    this.#lastByteMs ??= this.#lastFrameMs;
    if (first) this.#rearm();
  }

  /** Watches no longer. */
  stop(): void {
    this.#cancel();
    this.#cancel = () => {};
  }

  /** From the first frame on the shorter limits hold. */
  #rearm(): void {
    this.#cancel();
    this.#arm(Math.min(this.#limits.silenceMs, this.#limits.frameMs));
  }

  #arm(delayMs: number): void {
    const dueMs = this.#timing.nowMs() + delayMs;
    this.#cancel = this.#timing.after(delayMs, () => this.#look(dueMs));
  }

  #look(dueMs: number): void {
    const nowMs = this.#timing.nowMs();
    const next = this.#next(nowMs);
    if (next.inMs > 0) return this.#arm(next.inMs);
    if (nowMs - dueMs > lateMs) return this.#arm(secondLookMs);
    this.stop();
    this.#onStall(next.stall, nowMs - next.sinceMs);
  }

  /** Which limit is reached first, and in how many milliseconds. */
  #next(nowMs: number): { stall: Stall; sinceMs: number; inMs: number } {
    const { startMs, silenceMs, frameMs } = this.#limits;
    const limit = (stall: Stall, sinceMs: number, limitMs: number) => ({
      stall,
      sinceMs,
      inMs: sinceMs + limitMs - nowMs,
    });
    const lastByteMs = this.#lastByteMs;
    const lastFrameMs = this.#lastFrameMs;
    if (lastByteMs === undefined) return limit("no-start", this.#startedMs, startMs);
    if (lastFrameMs === undefined) return limit("no-frames", this.#startedMs, startMs);
    const silence = limit("no-bytes", lastByteMs, silenceMs);
    const frames = limit("no-frames", lastFrameMs, frameMs);
    return silence.inMs <= frames.inMs ? silence : frames;
  }
}
