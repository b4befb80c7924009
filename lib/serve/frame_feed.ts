import { clearImmediate, setImmediate } from "node:timers";
import type { Frame, Gap, StreamInfo } from "../frame/mod.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";
import type { Cursor, RingView } from "../ring/mod.ts";
import type { Conversation } from "../session/mod.ts";
import { type EndReason, MessageType } from "../wire/mod.ts";
import { Pacing } from "./pacing.ts";
import type { SharedMessages } from "./shared_messages.ts";

/** Why no frames come at present, told by whoever commands the camera. */
export interface StreamEnd {
  /** The reason; nothing while frames come or may come. */
  readonly reason: Extract<EndReason, "stopped" | "camera"> | undefined;
  /** Calls back when it changes. @returns what ends that. */
  subscribe(wake: () => void): () => void;
}

/**
 * So much goes out in one turn of the event loop: a client that catches up takes as much as it gets,
 * and all others would wait until it has everything.
 */
const maxTurnBytes = 128 * 1024;

/** What a feed joins. */
export interface FeedParts {
  /** Where frames are. */
  readonly ring: RingView;
  /** The place in it; the feed's own from then on. */
  readonly cursor: Cursor;
  /** Where they go. */
  readonly conversation: Conversation;
  /** Where messages are made. */
  readonly messages: SharedMessages;
  /** The description that WELCOME carried. */
  readonly told: StreamInfo | undefined;
  /** Why no frames come. */
  readonly end?: StreamEnd | undefined;
  /** 1 is the recorded pace; absent: as fast as they are taken. */
  readonly rate?: number | undefined;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
  /** Told of payload bytes that were handed over. */
  readonly onBytes: (sizeBytes: number) => void;
}

/**
 * Moves frames from a cursor to a conversation: at once when one comes, as long as there is room,
 * and again when there is room. Gaps, new descriptions and ends stand where they belong among them.
 * Spec: wire-protocol v1, *Session*.
 */
export class FrameFeed {
  readonly #parts: FeedParts;
  readonly #timing: Timing;
  readonly #pacing: Pacing | undefined;
  readonly #unsubscribe: (() => void)[];
  #told: string;
  /** The description that was last compared with it. */
  #compared: StreamInfo | undefined;
  #toldEnd: EndReason | undefined;
  /** A frame that was taken before it was due. */
  #early: Frame | undefined;
  #cancelWait: (() => void) | undefined;
  #isStopped = false;
  /** Bytes sent since the last turn began, or since there was nothing more to send. */
  #turnBytes = 0;

  /** Begins: the first frames go out before it returns. */
  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#timing = parts.timing ?? systemTiming;
    this.#pacing = parts.rate === undefined ? undefined : new Pacing(parts.rate);
    this.#told = JSON.stringify(parts.told);
    const wakeUp = (): void => this.pump();
    this.#unsubscribe = [parts.ring.subscribe(wakeUp)];
    if (parts.end !== undefined) this.#unsubscribe.push(parts.end.subscribe(wakeUp));
    this.pump();
  }

  /** Moves what there is and what there is room for. To be called when there is room again. */
  pump(): void {
    const { conversation, cursor } = this.#parts;
    while (!this.#isStopped && conversation.hasRoom && this.#cancelWait === undefined) {
      if (this.#turnBytes >= maxTurnBytes) return this.#goOnLater();
      const item = this.#early ?? cursor.takeFrame();
      if (item === undefined) {
        this.#turnBytes = 0;
        return this.#tellEnd();
      }
      if ("reason" in item) this.#sendGap(item);
      else if (this.#early === undefined && this.#mustWait(item)) return;
      else this.#sendFrame(item);
    }
  }

  /** Ends it: no frame goes out after that. @param reason is told to the other side. */
  stop(reason?: EndReason): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#cancelWait?.();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    if (reason !== undefined) this.#sendEnd(reason);
  }

  #sendFrame(frame: Frame): void {
    const { conversation, messages, cursor, onBytes } = this.#parts;
    this.#early = undefined;
    this.#toldEnd = undefined;
    this.#describe(cursor.stream);
    conversation.sendFrame(messages.of(frame));
    onBytes(frame.payload.length);
    this.#turnBytes += frame.payload.length;
  }

  /** Lets the others have their turn. */
  #goOnLater(): void {
    const turn = setImmediate(() => {
      this.#cancelWait = undefined;
      this.#turnBytes = 0;
      this.pump();
    });
    this.#cancelWait = () => clearImmediate(turn);
  }

  #sendGap(gap: Gap): void {
    const { conversation, cursor, messages } = this.#parts;
    messages.gaps.add(gap);
    conversation.sendJson(MessageType.gap, gap, cursor.stream?.id ?? 1);
  }

  /** A description that differs from what was told stands before the first frame that it is of. */
  #describe(stream: StreamInfo | undefined): void {
    if (stream === undefined || stream === this.#compared) return;
    this.#compared = stream;
    const description = JSON.stringify(stream);
    if (description === this.#told) return;
    this.#told = description;
    const { conversation } = this.#parts;
    conversation.sendJson(MessageType.event, { event: "stream", data: stream }, stream.id);
  }

  #tellEnd(): void {
    const reason = this.#parts.end?.reason;
    if (reason !== undefined && reason !== this.#toldEnd) this.#sendEnd(reason);
    this.#toldEnd = reason;
  }

  #sendEnd(reason: EndReason): void {
    const { conversation, cursor } = this.#parts;
    conversation.sendJson(MessageType.end, { reason }, cursor.stream?.id ?? 1);
  }

  #mustWait(frame: Frame): boolean {
    const nowMs = this.#timing.nowMs();
    const waitMs = (this.#pacing?.dueMs(frame, nowMs) ?? 0) - nowMs;
    if (waitMs <= 1) return false;
    this.#early = frame;
    this.#cancelWait = this.#timing.after(waitMs, () => {
      this.#cancelWait = undefined;
      this.pump();
    });
    return true;
  }
}
