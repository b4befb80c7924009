import type { NowUs } from "../frame/mod.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";
import { decodeHello, type Hello, type Message, MessageType, WireError } from "../wire/mod.ts";
import { Conversation, type ConversationListener } from "./conversation.ts";
import type { Pipe } from "./pipe.ts";

const helloTimeoutMs = 5000;

/** What an answering side is made of. */
export interface AcceptOptions {
  /** A pipe that somebody connected. */
  readonly pipe: Pipe;
  /** This side's clock; of a sender of video the one of its frames. */
  readonly nowUs: NowUs;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
  /** Largest FRAME payload that is taken after WELCOME; 0, the default: frames are not taken. */
  readonly maxFramePayloadBytes?: number;
  /** Whether who publishes is let in; default: no, and its offer is not looked at. */
  readonly takesOffers?: boolean;
  /** What WELCOME tells the other side to keep. */
  readonly heartbeatMs?: number;
}

/**
 * Decides about whoever said HELLO: sends WELCOME through the conversation and returns who hears
 * it from then on.
 * @throws {WireError} to turn it away.
 */
export type Greeter = (hello: Hello, conversation: Conversation) => ConversationListener;

/**
 * Leads the answering side of a conversation up to WELCOME: whoever does not say HELLO in time, or
 * says something else, is turned away. Spec: wire-protocol v1, *Session*, *Bad input*.
 */
export function accept(options: AcceptOptions, greet: Greeter): Conversation {
  const { timing = systemTiming, maxFramePayloadBytes = 0, takesOffers = false } = options;
  // Whoever has not been let in cannot make anybody keep 16 MiB for a frame.
  const conversation = new Conversation({ ...options, maxFramePayloadBytes: 0 });
  const cancelTimeout = timing.after(helloTimeoutMs, () => {
    const seconds = helloTimeoutMs / 1000;
    conversation.fail(new WireError("hello-timeout", `HELLO did not come within ${seconds} s`));
  });
  conversation.open({
    onMessage(message: Message): void {
      if (message.type !== MessageType.hello) {
        throw new WireError("protocol", "A session begins with HELLO");
      }
      cancelTimeout();
      const hello = decodeHello(message.payload, { takesOffers });
      conversation.handTo(greet(hello, conversation));
      conversation.takeFrames(maxFramePayloadBytes);
    },
    onClose: cancelTimeout,
  });
  return conversation;
}
