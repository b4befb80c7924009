import type { NumberedEvent } from "../observe/mod.ts";
import type { Conversation } from "../session/mod.ts";
import { MessageType } from "../wire/mod.ts";

/** Events that every session gets. */
const toldEvents = ["state", "scheduled", "stream"];
/** How a change of network goes is for those who may ask for one. */
const commandersEvents = [...toldEvents, "wifi"];

/** What a session may be told of. */
export interface ToldEvents {
  /** What happens, for EVENT. */
  readonly events: { subscribe(listener: (event: NumberedEvent) => void): Disposable };
  /** What whoever comes is to be told of the present state. */
  readonly present?: () => readonly Pick<NumberedEvent, "event" | "data">[];
}

/**
 * Tells a conversation the present state, and from then on what happens. Spec: wire-protocol v1, *Session*.
 *
 * @param hasFrames Whether `stream` stands among its frames, and is left out here.
 * @param commands Whether it may command.
 * @returns to be disposed of when the conversation is over.
 */
export function tellEvents(
  conversation: Conversation,
  { events, present, hasFrames, commands = false }: ToldEvents & {
    readonly hasFrames: boolean;
    readonly commands?: boolean;
  },
): Disposable {
  const names = commands ? commandersEvents : toldEvents;
  for (const { event, data } of present?.() ?? []) {
    conversation.sendJson(MessageType.event, { event, data });
  }
  return events.subscribe(({ event, data }) => {
    if (!names.includes(event) || (hasFrames && event === "stream")) return;
    conversation.sendJson(MessageType.event, { event, data });
  });
}
