import type { Cursor } from "../ring/mod.ts";

/** What the status object says of one client. */
export interface ClientStatus {
  /** Number of the session, from 1. */
  readonly id: number;
  /** How it is served. */
  readonly protocol: "raw-tcp" | "http";
  /** Address and port of the other side. */
  readonly remote: string;
  /** What the client calls itself, where its protocol tells. */
  readonly agent?: string;
  /** Since when, Unix µs. */
  readonly connectedAtUs: number;
  /** Payload bytes handed to its socket. */
  readonly bytes: number;
  /** Frames handed over whole. */
  readonly frames: number;
  /** The next frame that it gets. */
  readonly sequence: number;
  /** How far that one is behind the newest, in milliseconds of capture time. */
  readonly lagMs: number;
  /** Times that it skipped to the newest key frame. */
  readonly skips: number;
  /** Frames skipped by the live policy. */
  readonly skippedFrames: number;
  /** Frames that had left the ring before it took them. */
  readonly lostFrames: number;
}

/** One client being served: its cursor, its counters, and how to end it. */
export interface Session {
  /** How it is served. */
  readonly protocol: ClientStatus["protocol"];
  /** Address and port of the other side. */
  readonly remote: string;
  /** What the client calls itself. */
  readonly agent?: string;
  /** Its place in the ring. */
  readonly cursor: Cursor;
  /** Payload bytes handed to its socket so far. */
  bytes: number;
  /** Ends the stream as its protocol ends one; the client sees a proper end, not a reset. */
  end(): void;
  /** Closes the connection of a client that takes nothing. */
  drop(): void;
}
