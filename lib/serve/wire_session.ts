import type { NowUs, StreamInfo } from "../frame/mod.ts";
import type { Timing } from "../observe/mod.ts";
import type { Cursor, RingView } from "../ring/mod.ts";
import {
  accept,
  type Access,
  type Conversation,
  type ConversationListener,
  type Pipe,
} from "../session/mod.ts";
import {
  defaultHeartbeatMs,
  type Hello,
  type Message,
  MessageType,
  type RequestHandler,
  type Role,
  WireError,
} from "../wire/mod.ts";
import { FrameFeed, type StreamEnd } from "./frame_feed.ts";
import { RequestDesk } from "./request_desk.ts";
import type { GrantedRole } from "./route.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import type { SharedMessages } from "./shared_messages.ts";
import { tellEvents, type ToldEvents } from "./tell_events.ts";

/** How long a client that found no place is to wait. */
const busyRetryMs = 5000;

/** What framed sessions are served from. */
export interface WireOptions extends ToldEvents {
  /** Where frames are. */
  readonly ring: RingView;
  /** What is said of the stream before its first frame. */
  readonly expected: StreamInfo;
  /** Who is served. */
  readonly sessions: Sessions;
  /** Who may be. */
  readonly access: Access;
  /** How far behind a live client may fall before it skips, in µs. */
  readonly lagLimitUs: number;
  /** The clock of frames. */
  readonly nowUs: NowUs;
  /** What this program calls itself. */
  readonly agent: string;
  /** Does what requests ask for. */
  readonly handle: RequestHandler;
  /** Told of a request that failed for a reason that is not the client's. */
  readonly onError: (error: unknown, method: string) => void;
  /** Why no frames come at present. */
  readonly end?: StreamEnd | undefined;
  /** Where messages of frames are made, shared by all who are in step. */
  readonly messages: SharedMessages;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
}

/**
 * Serves whoever connected a pipe: greets it, feeds it frames, answers its requests and tells it
 * what happens, until one of the two ends it. Spec: wire-protocol v1, *Session*.
 */
export function serveWire(
  pipe: Pipe,
  { protocol, role, ...options }: WireOptions & Carrier,
): void {
  accept(
    { pipe, ...options },
    (hello, conversation) =>
      greet(hello, { ...options, protocol, grantedRole: role, conversation }),
  );
}

/** What carries a framed session. */
export interface Carrier {
  /** How it is served. */
  readonly protocol: "wire" | "websocket";
  /** What the client may do by the carrier's own means, if HELLO brings no token. */
  readonly role?: GrantedRole | undefined;
}

interface Greeted extends WireOptions {
  readonly protocol: "wire" | "websocket";
  readonly grantedRole: GrantedRole | undefined;
  readonly conversation: Conversation;
}

function greet(hello: Hello, parts: Greeted): ConversationListener {
  const { sessions, conversation } = parts;
  const role = checkRole(hello.role);
  checkAccess(hello, { ...parts, role });
  checkStream(hello, parts.ring.stream ?? parts.expected);
  const cursor = openCursor(hello, parts);
  if (!sessions.admit()) {
    const { limit } = sessions.totals();
    const words = `All ${limit} places are taken; --max-clients sets how many`;
    throw new WireError("busy", words, busyRetryMs);
  }
  const session: Session = {
    protocol: parts.protocol,
    remote: conversation.remote,
    agent: hello.agent,
    role,
    ...(cursor === undefined ? {} : { cursor }),
    bytes: 0,
    end(reason): void {
      feed?.stop(reason);
      conversation.end();
    },
    drop: () => conversation.destroy(),
  };
  const leave = sessions.enter(session);
  const told = welcome(parts, sessions.totals().accepted);
  const events = tellEvents(conversation, {
    ...parts,
    hasFrames: cursor !== undefined,
    commands: role === "control",
  });
  const desk = new RequestDesk(conversation, { ...parts, role });
  const feed = cursor && startFeed(hello, { ...parts, cursor, session, told });
  return {
    onMessage(message: Message): void {
      if (message.type === MessageType.request) desk.take(message);
      else if (message.type === MessageType.hello) {
        throw new WireError("protocol", "A session has one HELLO");
      }
    },
    onDrain: () => feed?.pump(),
    onReport: (report) => session.report = report,
    onClose(_reason, isBroken): void {
      feed?.stop();
      events[Symbol.dispose]();
      leave(isBroken);
    },
  };
}

function checkRole(role: Role): "view" | "control" {
  if (role !== "publish") return role;
  throw new WireError(
    "forbidden",
    "This picam serves a camera of its own; push goes to `picam --mode receive --listen`",
  );
}

function checkAccess(
  { token }: Hello,
  { access, conversation, role, grantedRole }: Greeted & { role: "view" | "control" },
): void {
  if (token === undefined && (grantedRole === role || grantedRole === "control")) return;
  const verdict = access.decide({ token, ends: conversation.ends, role });
  if ("granted" in verdict) return;
  throw new WireError(verdict.refused, verdict.message, verdict.retryAfterMs);
}

function checkStream({ stream }: Hello, { name }: StreamInfo): void {
  if (stream === undefined || stream === name) return;
  throw new WireError("unknown-stream", `There is no stream ${stream} here, there is ${name}`);
}

/** A `control` session gets frames only if it says from where. */
function openCursor(hello: Hello, { ring, lagLimitUs }: Greeted): Cursor | undefined {
  const { from, policy, role } = hello;
  if (role === "control" && from === undefined) return undefined;
  try {
    return ring.cursor({
      lagLimitUs,
      ...(from === undefined ? {} : { from }),
      ...(policy === undefined ? {} : { policy }),
    });
  } catch (error) {
    if (error instanceof RangeError) throw new WireError("invalid-from", error.message);
    throw error;
  }
}

function welcome(
  { ring, expected, conversation, agent, nowUs }: Greeted,
  session: number,
): StreamInfo {
  const stream = ring.stream ?? expected;
  const { epoch, oldest, head } = ring;
  conversation.sendJson(MessageType.welcome, {
    agent,
    session,
    epoch,
    stream,
    oldest,
    head,
    serverTimeUs: nowUs(),
    heartbeatMs: defaultHeartbeatMs,
  });
  return stream;
}

function startFeed(
  { rate }: Hello,
  parts: Greeted & { cursor: Cursor; session: Session; told: StreamInfo },
): FrameFeed {
  return new FrameFeed({
    ...parts,
    rate,
    onBytes: (sizeBytes) => parts.session.bytes += sizeBytes,
  });
}
