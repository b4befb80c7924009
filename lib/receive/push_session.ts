import type { Frame, From, Gap } from "../frame/mod.ts";
import { type Conversation, type ConversationListener, FrameReader } from "../session/mod.ts";
import {
  DamageError,
  decodeStream,
  type JsonObject,
  type Message,
  MessageType,
  type Offer,
  type ViewerReport,
  WireError,
} from "../wire/mod.ts";
import type { FeedContext } from "./feed.ts";
import type { Carrier, Reception } from "./reception.ts";

/** What a session joins. */
export interface PushSessionParts {
  /** What the camera's program calls itself. */
  readonly agent: string;
  /** What it has. */
  readonly offer: Offer;
  /** Where it was told to begin. */
  readonly from: From;
  /** Where its frames go. */
  readonly reception: Reception;
  /** The connection, WELCOME sent. */
  readonly conversation: Conversation;
  /** Whom to tell. */
  readonly context: FeedContext;
  /** Told when it is over, and the reason of END where that came last. */
  readonly onLeave: (endReason: string | undefined) => void;
}

/** One connection of a camera that dialled, from WELCOME to its end. */
export class PushSession implements ConversationListener {
  readonly #parts: PushSessionParts;
  readonly #reader: FrameReader;
  readonly #carrier: Carrier;
  #endReason: string | undefined;

  /** Begins at the place that WELCOME named. */
  constructor(parts: PushSessionParts) {
    this.#parts = parts;
    const { reception, conversation, offer, from, agent, context } = parts;
    const { remote } = conversation;
    this.#carrier = {
      remote,
      setReading: (on) => conversation.setReading(on),
      clock: () => conversation.clock.estimate,
    };
    this.#reader = new FrameReader({
      onFrame: (frame) => this.#onFrame(frame),
      onGap: (gap) => this.#onGap(gap),
      onEnd: (reason) => this.#onEnd(reason),
      onEvent: (event, data) => this.#onEvent(event, data),
    });
    context.onEvent({ kind: "connected", remote, agent, resumed: reception.frames > 0 });
    reception.describe(offer.stream);
    reception.begin(this.#carrier, { numbers: offer, from });
    conversation.learnClock();
  }

  /** What is told to the camera with PING. */
  report(): ViewerReport {
    return this.#parts.reception.report();
  }

  onMessage(message: Message): void {
    if (message.type === MessageType.hello) {
      throw new WireError("protocol", "A session has one HELLO");
    }
    this.#reader.push(message);
  }

  onClose(reason: WireError | undefined): void {
    const { reception, context, onLeave } = this.#parts;
    if (reason instanceof DamageError) reception.damaged();
    reception.away(this.#carrier);
    onLeave(this.#endReason);
    if (context.signal.aborted) return;
    context.onEvent({ kind: "disconnected", reason: this.#words(reason) });
  }

  #words(reason: WireError | undefined): string {
    if (reason !== undefined) return reason.message;
    if (this.#endReason === "shutdown") return "The camera's picam has shut down";
    return this.#endReason === "limit"
      ? "The camera has sent all of it"
      : "The connection was closed";
  }

  #onFrame(frame: Frame): void {
    this.#endReason = undefined;
    this.#parts.reception.frame(frame);
  }

  #onGap(gap: Gap): void {
    this.#parts.reception.gap(gap);
  }

  #onEnd(reason: string): void {
    this.#endReason = reason;
    this.#parts.reception.end(reason);
  }

  #onEvent(event: string, data: JsonObject): void {
    const { reception } = this.#parts;
    if (event === "stream") reception.describe(decodeStream(data));
    else reception.told(event, data);
  }
}
