import { systemTiming, type Timing } from "../observe/mod.ts";
import type { Session } from "./session.ts";
import type { SessionObserver } from "./sessions.ts";

/** How often it is looked whether clients have missed frames. */
const lookMs = 1000;
/** So many events go out at once … */
const burst = 20;
/** … and then one in this time: what is kept of events must not be of clients alone. */
const earnMs = 2000;

/** Where client events go. */
export interface ClientEventsOptions {
  /** Adds one. */
  readonly append: (event: string, data: Readonly<Record<string, unknown>>) => unknown;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
}

interface Watched {
  readonly id: number;
  readonly session: Session;
  readonly joinedMs: number;
  skippedFrames: number;
  lostFrames: number;
}

/**
 * Tells who comes, who goes and who misses frames, as events `client` and `gap`. Where that is too
 * much to tell one by one, `clients` sums up the rest. One slow timer, and only while there is
 * somebody.
 */
export class ClientEvents implements SessionObserver, Disposable {
  readonly #append: ClientEventsOptions["append"];
  readonly #timing: Timing;
  readonly #watched = new Map<Session, Watched>();
  #allowed = burst;
  #earnedMs: number;
  #untold = { joined: 0, left: 0, gaps: 0 };
  #cancel: (() => void) | undefined;

  /** Watches nobody yet. */
  constructor({ append, timing = systemTiming }: ClientEventsOptions) {
    this.#append = append;
    this.#timing = timing;
    this.#earnedMs = timing.nowMs();
  }

  /** Told by the sessions that one begins. */
  entered(id: number, session: Session): void {
    const joinedMs = this.#timing.nowMs();
    this.#watched.set(session, { id, session, joinedMs, skippedFrames: 0, lostFrames: 0 });
    const { agent, role = "view" } = session;
    const about = { role, ...(agent === undefined ? {} : { agent }) };
    this.#tell("joined", "client", { phase: "joined", ...who(id, session), ...about });
    this.#cancel ??= this.#timing.after(lookMs, () => this.#look());
  }

  /** Told by the sessions that one is over. */
  left(session: Session): void {
    const watched = this.#watched.get(session);
    if (watched === undefined) return;
    this.#tellGap(watched);
    this.#watched.delete(session);
    const { frames = 0, skips = 0 } = session.cursor?.counters ?? {};
    this.#tell("left", "client", {
      phase: "left",
      ...who(watched.id, session),
      seconds: Math.round((this.#timing.nowMs() - watched.joinedMs) / 100) / 10,
      bytes: session.bytes,
      frames,
      skips,
    });
  }

  /** Stops the timer. */
  [Symbol.dispose](): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #look(): void {
    this.#cancel = undefined;
    for (const watched of this.#watched.values()) this.#tellGap(watched);
    this.#sumUp();
    if (this.#watched.size > 0 || this.#hasUntold) {
      this.#cancel = this.#timing.after(lookMs, () => this.#look());
    }
  }

  /** What a client has missed since the last look: skips in quick succession are one event. */
  #tellGap(watched: Watched): void {
    const counters = watched.session.cursor?.counters;
    if (counters === undefined) return;
    const skippedFrames = counters.skippedFrames - watched.skippedFrames;
    const lostFrames = counters.lostFrames - watched.lostFrames;
    if (skippedFrames === 0 && lostFrames === 0) return;
    watched.skippedFrames = counters.skippedFrames;
    watched.lostFrames = counters.lostFrames;
    const about = { ...who(watched.id, watched.session), skippedFrames, lostFrames };
    this.#tell("gaps", "gap", about);
  }

  #tell(
    counted: "joined" | "left" | "gaps",
    event: string,
    data: Readonly<Record<string, unknown>>,
  ): void {
    if (this.#isAllowed()) this.#append(event, data);
    else this.#untold[counted]++;
  }

  get #hasUntold(): boolean {
    const { joined, left, gaps } = this.#untold;
    return joined + left + gaps > 0;
  }

  #sumUp(): void {
    if (!this.#hasUntold || !this.#isAllowed()) return;
    const untold = this.#untold;
    this.#untold = { joined: 0, left: 0, gaps: 0 };
    this.#append("clients", untold);
  }

  #isAllowed(): boolean {
    const earned = Math.floor((this.#timing.nowMs() - this.#earnedMs) / earnMs);
    this.#earnedMs += earned * earnMs;
    this.#allowed = Math.min(burst, this.#allowed + earned);
    if (this.#allowed === 0) return false;
    this.#allowed--;
    return true;
  }
}

function who(id: number, { protocol, remote }: Session): Readonly<Record<string, unknown>> {
  return { id, protocol, remote };
}
