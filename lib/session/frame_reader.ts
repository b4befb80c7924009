import type { Frame, Gap } from "../frame/mod.ts";
import {
  decodeEnd,
  decodeGap,
  decodeObject,
  FrameJoiner,
  isObject,
  type JsonObject,
  type Message,
  MessageType,
} from "../wire/mod.ts";

/** Who hears what a sender of video sends, in its order. */
export interface FrameListener {
  /** A frame is whole. */
  onFrame(frame: Frame): void;
  /** These frames will never come. */
  onGap(gap: Gap): void;
  /** No more frames; with `stopped` and `camera` some may follow all the same. */
  onEnd(reason: string): void;
  /** Something happened at the sender's, for example `stream`, `state` or `scheduled`. */
  onEvent(event: string, data: JsonObject): void;
}

/** Reads what a sender of video sends. Spec: wire-protocol v1, *Message*. */
export class FrameReader {
  readonly #listener: FrameListener;
  readonly #joiner = new FrameJoiner();

  /** Reads for a listener. */
  constructor(listener: FrameListener) {
    this.#listener = listener;
  }

  /** Takes a message; types that are not the sender's are skipped. @throws {WireError} */
  push(message: Message): void {
    const frame = this.#joiner.push(message);
    if (frame !== undefined) return this.#listener.onFrame(frame);
    switch (message.type) {
      case MessageType.gap:
        return this.#listener.onGap(decodeGap(message.payload));
      case MessageType.end:
        return this.#listener.onEnd(decodeEnd(message.payload));
      case MessageType.event:
        return this.#onEvent(message);
    }
  }

  #onEvent({ payload }: Message): void {
    const { event, data } = decodeObject(payload, "EVENT");
    if (typeof event === "string") this.#listener.onEvent(event, isObject(data) ? data : {});
  }
}
