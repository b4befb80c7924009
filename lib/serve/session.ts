import type { Cursor } from "../ring/mod.ts";
import type { EndReason, ViewerReport } from "../wire/mod.ts";

/** What the status object says of one client. */
export interface ClientStatus {
  /** Number of the session, from 1. */
  readonly id: number;
  /** How it is served. */
  readonly protocol: "raw-tcp" | "http" | "wire" | "websocket" | "push";
  /** Address and port of the other side. */
  readonly remote: string;
  /** What the client calls itself, where its protocol tells. */
  readonly agent?: string;
  /** Whether it only watches, or may command as well. */
  readonly role: "view" | "control";
  /** Since when, Unix µs. */
  readonly connectedAtUs: number;
  /** Payload bytes handed to its socket. */
  readonly bytes: number;
  /** Frames handed over whole. */
  readonly frames: number;
  /** The next frame that it gets; absent for one that wants none. */
  readonly sequence?: number;
  /** How far that one is behind the newest, in milliseconds of capture time. */
  readonly lagMs: number;
  /** Times that it skipped to the newest key frame. */
  readonly skips: number;
  /** Frames skipped by the live policy. */
  readonly skippedFrames: number;
  /** Frames that had left the ring before it took them. */
  readonly lostFrames: number;
  /** What it told itself of its stream, where its protocol has that. */
  readonly report?: ViewerReport;
}

/** Why all sessions end: picam stops, or has given as many frames as it was asked for. */
export type SessionEnd = Extract<EndReason, "shutdown" | "limit">;

/** One client being served: its cursor, its counters, and how to end it. */
export interface Session {
  /** How it is served. */
  readonly protocol: ClientStatus["protocol"];
  /** Address and port of the other side. */
  readonly remote: string;
  /** What the client calls itself. */
  readonly agent?: string;
  /** What it may do; `view` where nothing is said. */
  readonly role?: ClientStatus["role"];
  /** Its place in the ring; absent for one that wants no frames. */
  readonly cursor?: Cursor;
  /** Payload bytes handed to its socket so far. */
  bytes: number;
  /** What the client told of its stream. */
  report?: ViewerReport;
  /**
   * Ends the stream as its protocol ends one; the client sees a proper end, not a reset.
   * @param reason is told where the protocol can.
   */
  end(reason: SessionEnd): void;
  /** Closes the connection of a client that takes nothing. */
  drop(): void;
}
