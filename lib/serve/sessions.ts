import type { NowUs } from "../frame/mod.ts";
import type { ClientStatus, Session, SessionEnd } from "./session.ts";

const sweepMs = 15_000;

/** Wants the camera's frames. @returns what ends that; told whether the link broke, so that who wants every frame may be back. */
export type Acquire = () => (isBroken: boolean) => void;

/** Who is told of sessions that begin and end. */
export interface SessionObserver {
  /** One began. @param id its number. */
  entered(id: number, session: Session): void;
  /** One that began is over. */
  left(session: Session): void;
}

interface Entry {
  readonly id: number;
  readonly session: Session;
  readonly connectedAtUs: number;
  seenBytes: number;
  seenAtUs: number;
}

/** Counters over all sessions since the start. */
export interface SessionTotals {
  /** Being served now. */
  readonly active: number;
  /** At most this many are served at once. */
  readonly limit: number;
  /** Served so far, those now included. */
  readonly accepted: number;
  /** Turned away because the limit was reached. */
  readonly refused: number;
  /** Closed because they took nothing for `stallLimitMs`. */
  readonly stalled: number;
  /** Payload bytes of sessions that are over. */
  readonly endedBytes: number;
  /** Frames of sessions that are over. */
  readonly endedFrames: number;
  /** Skips of sessions that are over. */
  readonly endedSkips: number;
}

/**
 * Who is being served: counts, limits, and lets go of clients that take nothing. One slow timer
 * serves all of them, and one those who are no session.
 */
export class Sessions implements Disposable {
  readonly #limit: number;
  readonly #stallLimitUs: number;
  readonly #nowUs: NowUs;
  readonly #acquire: Acquire;
  readonly #observer: SessionObserver | undefined;
  readonly #entries = new Map<Session, Entry>();
  #sweeper: ReturnType<typeof setInterval> | undefined;
  #accepted = 0;
  #refused = 0;
  #stalled = 0;
  #onEmpty: (() => void) | undefined;
  /** Ends what {@linkcode wantFrames} began. */
  #unwant: ReturnType<Acquire> | undefined;
  #wantTimer: ReturnType<typeof setTimeout> | undefined;
  #ended = { bytes: 0, frames: 0, skips: 0 };

  /** Counts nobody yet. */
  constructor(
    options: {
      /** Sessions at once. */
      limit: number;
      /** Told the time. */
      nowUs: NowUs;
      /** After how long a client that takes nothing is closed; 5 minutes by default. */
      stallLimitMs?: number;
      /** Called for each session that wants frames. */
      acquire?: Acquire;
      /** Told of each that begins and ends. */
      observer?: SessionObserver;
    },
  ) {
    this.#limit = options.limit;
    this.#nowUs = options.nowUs;
    this.#acquire = options.acquire ?? (() => () => {});
    this.#observer = options.observer;
    this.#stallLimitUs = (options.stallLimitMs ?? 300_000) * 1000;
  }

  /** Whether one more may come; counts a refusal where not. */
  admit(): boolean {
    if (this.#entries.size < this.#limit) return true;
    this.#refused++;
    return false;
  }

  /**
   * Enters a session.
   * @returns what takes it out again; more calls than one do nothing. A gapless one whose link broke
   * may be back for what it missed.
   */
  enter(session: Session): (isBroken?: boolean) => void {
    const now = this.#nowUs();
    const id = ++this.#accepted;
    this.#entries.set(session, { id, session, connectedAtUs: now, seenBytes: -1, seenAtUs: now });
    this.#sweeper ??= setInterval(() => this.sweep(), sweepMs);
    const release = session.cursor === undefined ? undefined : this.#acquire();
    this.#observer?.entered(id, session);
    return (isBroken = false) => {
      release?.(isBroken && session.cursor?.isGapless === true);
      this.#leave(session);
    };
  }

  /**
   * Wants frames for so long from now, beside all sessions: for clients that come anew for each piece.
   * Asked again, it is that long from then.
   */
  wantFrames(durationMs: number): void {
    this.#unwant ??= this.#acquire();
    clearTimeout(this.#wantTimer);
    this.#wantTimer = setTimeout(() => this.#letGo(), durationMs);
  }

  /** Closes those that took nothing, though there was something, for the stall limit. */
  sweep(): void {
    const now = this.#nowUs();
    for (const entry of this.#entries.values()) {
      if (entry.session.bytes !== entry.seenBytes || !entry.session.cursor?.lagUs) {
        entry.seenBytes = entry.session.bytes;
        entry.seenAtUs = now;
      } else if (now - entry.seenAtUs >= this.#stallLimitUs) {
        this.#stalled++;
        entry.session.drop();
      }
    }
  }

  /**
   * Ends every stream properly, and closes what does not take its end within `graceMs`.
   * @returns when nobody is served any more, or that time is over.
   */
  async endAll(reason: SessionEnd = "shutdown", graceMs = 2000): Promise<void> {
    const over = Promise.withResolvers<void>();
    this.#onEmpty = over.resolve;
    this.#letGo();
    for (const session of [...this.#entries.keys()]) session.end(reason);
    if (this.#entries.size === 0) return;
    const grace = setTimeout(() => {
      for (const session of [...this.#entries.keys()]) session.drop();
      over.resolve();
    }, graceMs);
    await over.promise;
    clearTimeout(grace);
  }

  /** Each client being served, in the order of their coming. */
  clients(): ClientStatus[] {
    return Array.from(this.#entries.values(), ({ id, session, connectedAtUs }) => ({
      id,
      protocol: session.protocol,
      remote: session.remote,
      ...(session.agent === undefined ? {} : { agent: session.agent }),
      role: session.role ?? "view",
      connectedAtUs,
      bytes: session.bytes,
      frames: session.cursor?.counters.frames ?? 0,
      ...(session.cursor === undefined ? {} : { sequence: session.cursor.sequence }),
      lagMs: (session.cursor?.lagUs ?? 0) / 1000,
      skips: session.cursor?.counters.skips ?? 0,
      skippedFrames: session.cursor?.counters.skippedFrames ?? 0,
      lostFrames: session.cursor?.counters.lostFrames ?? 0,
      ...(session.report === undefined ? {} : { report: session.report }),
    }));
  }

  /** Counters over all of them. */
  totals(): SessionTotals {
    return {
      active: this.#entries.size,
      limit: this.#limit,
      accepted: this.#accepted,
      refused: this.#refused,
      stalled: this.#stalled,
      endedBytes: this.#ended.bytes,
      endedFrames: this.#ended.frames,
      endedSkips: this.#ended.skips,
    };
  }

  /** Stops the timers. */
  [Symbol.dispose](): void {
    this.#stopSweeping();
    this.#letGo();
  }

  #stopSweeping(): void {
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }

  #letGo(): void {
    clearTimeout(this.#wantTimer);
    const release = this.#unwant;
    this.#unwant = undefined;
    release?.(false);
  }

  #leave(session: Session): void {
    if (!this.#entries.delete(session)) return;
    this.#observer?.left(session);
    this.#ended.bytes += session.bytes;
    this.#ended.frames += session.cursor?.counters.frames ?? 0;
    this.#ended.skips += session.cursor?.counters.skips ?? 0;
    if (this.#entries.size > 0) return;
    this.#stopSweeping();
    this.#onEmpty?.();
  }
}
