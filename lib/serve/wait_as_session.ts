import type { Cursor, RingView } from "../ring/mod.ts";
import type { Exchange } from "./route.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";

/** How long a request waits. */
const patienceMs = 10_000;

/** What is waited for, and as whom. */
export interface Waiting<Found> {
  /** Where frames come. */
  readonly ring: RingView;
  /** Who is served. */
  readonly sessions: Sessions;
  /** The session's place in the ring. */
  readonly cursor: Cursor;
  /** Looks whether it is there; asked at once, and whenever frames came. */
  readonly look: () => Found | undefined | Promise<Found | undefined>;
}

/**
 * Waits as a session, so that a camera that runs on demand starts.
 *
 * @returns what was found; nothing where that did not come in time, where there is no place for one
 * more session, or when the client or picam goes.
 */
export async function waitAsSession<Found>(
  { request, response }: Exchange,
  { ring, sessions, cursor, look }: Waiting<Found>,
): Promise<Found | undefined> {
  if (!sessions.admit()) return undefined;
  const over = Promise.withResolvers<Found | undefined>();
  const session: Session = {
    protocol: "http",
    remote: `${request.socket.remoteAddress}:${request.socket.remotePort}`,
    cursor,
    bytes: 0,
    end: () => over.resolve(undefined),
    drop: () => void response.destroy(),
  };
  const tryNow = async (): Promise<void> => {
    try {
      const found = await look();
      if (found !== undefined) over.resolve(found);
    } catch (error) {
      over.reject(error);
    }
  };
  const leave = sessions.enter(session);
  const patience = setTimeout(() => over.resolve(undefined), patienceMs);
  response.on("close", () => over.resolve(undefined));
  const unsubscribe = ring.subscribe(() => void tryNow());
  void tryNow();
  try {
    return await over.promise;
  } finally {
    unsubscribe();
    clearTimeout(patience);
    leave();
  }
}
