import type { NowUs } from "../frame/mod.ts";
import type { Timing } from "../observe/mod.ts";
import {
  decodeWelcome,
  type Hello,
  maxPayloadBytes,
  type Message,
  MessageType,
  type ViewerReport,
  type Welcome,
  WireError,
} from "../wire/mod.ts";
import { Conversation } from "./conversation.ts";
import { type FrameListener, FrameReader } from "./frame_reader.ts";
import type { Pipe } from "./pipe.ts";

/** Who hears what comes of dialling a server. */
export interface WatchListener extends FrameListener {
  /** The server has taken the session; frames follow, maybe in the same turn. */
  onWelcome(welcome: Welcome): void;
  /** It is over; called once, last. See `ConversationListener.onClose`. */
  onClose(reason: WireError | undefined): void;
}

/** What a client of a server is made of. */
export interface WatchOptions {
  /** A pipe that is connected. */
  readonly pipe: Pipe;
  /** What to say first; role `view` or `control`. */
  readonly hello: Hello;
  /** This side's clock. */
  readonly nowUs: NowUs;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
  /** What to tell with PING. */
  readonly report?: () => ViewerReport | undefined;
}

/**
 * Leads the client's side of a conversation with a server: HELLO, WELCOME, then what the server
 * sends. Spec: wire-protocol v1, *Session*.
 */
export function watch(options: WatchOptions, listener: WatchListener): Conversation {
  const conversation = new Conversation({ ...options, maxFramePayloadBytes: maxPayloadBytes });
  const reader = new FrameReader(listener);
  let isWelcome = false;
  const welcome = (message: Message): void => {
    if (message.type !== MessageType.welcome) {
      throw new WireError("protocol", "The server did not begin with WELCOME");
    }
    const told = decodeWelcome(message.payload);
    isWelcome = true;
    conversation.setHeartbeat(told.heartbeatMs);
    conversation.learnClock();
    listener.onWelcome(told);
  };
  conversation.open({
    onMessage: (message) => isWelcome ? reader.push(message) : welcome(message),
    onClose: (reason) => listener.onClose(reason),
  });
  conversation.sendJson(MessageType.hello, options.hello);
  return conversation;
}
