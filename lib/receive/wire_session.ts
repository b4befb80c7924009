import type { Frame, Gap } from "../frame/mod.ts";
import type { Timing } from "../observe/mod.ts";
import type { WatchListener } from "../session/mod.ts";
import {
  DamageError,
  decodeStream,
  type JsonObject,
  type Welcome,
  WireError,
} from "../wire/mod.ts";
import type { ConnectionEnd } from "./link.ts";
import type { Reception } from "./reception.ts";
import { judgeClose } from "./refusal.ts";

/** What a session works with. */
export interface WireSessionParts {
  /** See `ConnectionUse.isKnown`. */
  readonly isKnown: boolean;
  /** Time. */
  readonly timing: Timing;
  /** @returns where the frames go, a connection having begun there. */
  readonly onWelcome: (welcome: Welcome) => Reception;
  /** Closes the connection. */
  readonly leave: () => void;
  /** Told what the end of it means, and what ERROR said or what was wrong. */
  readonly onOver: (end: ConnectionEnd, reason: WireError | undefined) => void;
}

/** A connection without a frame that lasted so long was of use: the camera may be stopped. */
const goodMs = 10_000;

/** One connection to a server, from HELLO to its end: hands on what comes, and judges its end. */
export class WireSession implements WatchListener {
  readonly #parts: WireSessionParts;
  readonly #startedMs: number;
  #reception: Reception | undefined;
  #framesBefore = 0;
  /** Why this side left, where it did. */
  #left: WireError | undefined;
  #endReason: string | undefined;

  /** Expects WELCOME. */
  constructor(parts: WireSessionParts) {
    this.#parts = parts;
    this.#startedMs = parts.timing.nowMs();
  }

  onWelcome(welcome: Welcome): void {
    const reception = this.#parts.onWelcome(welcome);
    this.#framesBefore = reception.frames;
    this.#reception = reception;
  }

  onFrame(frame: Frame): void {
    this.#endReason = undefined;
    try {
      this.#reception?.frame(frame);
    } catch (error) {
      this.#leave(error);
    }
  }

  onGap(gap: Gap): void {
    try {
      this.#reception?.gap(gap);
    } catch (error) {
      this.#leave(error);
    }
  }

  onEnd(reason: string): void {
    this.#endReason = reason;
    this.#reception?.end(reason);
    if (reason === "limit") this.#parts.leave();
  }

  onEvent(event: string, data: JsonObject): void {
    if (event === "stream") this.#reception?.describe(decodeStream(data));
    else this.#reception?.told(event, data);
  }

  onClose(told: WireError | undefined): void {
    const reception = this.#reception;
    const reason = this.#left ?? told;
    if (reason instanceof DamageError) reception?.damaged();
    this.#parts.onOver(this.#judge(reason), reason);
  }

  #judge(reason: WireError | undefined): ConnectionEnd {
    if (this.#endReason === "limit") return { kind: "limit" };
    const hasFrames = (this.#reception?.frames ?? 0) > this.#framesBefore;
    const wasGood = hasFrames ||
      (this.#reception !== undefined && this.#parts.timing.nowMs() - this.#startedMs >= goodMs);
    if (this.#endReason === "shutdown" && reason === undefined) {
      return { kind: "lost", reason: "The server has shut down", wasGood };
    }
    const isWelcome = this.#reception !== undefined;
    const end = judgeClose(reason, { isWelcome, wasGood, isKnown: this.#parts.isKnown });
    return end.kind === "lost" && this.#left !== undefined ? { ...end, atOnce: true } : end;
  }

  /** What came does not follow: the next connection asks for what is lacked. */
  #leave(error: unknown): void {
    if (!(error instanceof WireError)) throw error;
    this.#left ??= error;
    this.#parts.leave();
  }
}
