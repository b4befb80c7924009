/**
 * The ring: the newest minutes of the stream, in a file of fixed size on tmpfs, and the cursors
 * that read it.
 * @module
 */
export type { Cursor, CursorCounters, CursorOptions } from "./cursor.ts";
export { automaticPath } from "./location.ts";
export { type RingPlace, surveyPlace } from "./place.ts";
export { RingError } from "./ring_error.ts";
export { minRingBytes, Ring, type RingOptions } from "./ring.ts";
export { RingFollower, type RingFollowerOptions } from "./ring_follower.ts";
export type { FollowerState, FollowerStatus, RingStatus } from "./ring_status.ts";
export type { RingView } from "./ring_view.ts";
