/**
 * The ring: the newest minutes of the stream, in a file of fixed size on tmpfs, and the cursors
 * that read it.
 * @module
 */
export type { Cursor, CursorCounters, CursorOptions } from "./cursor.ts";
export { automaticPath, RingError } from "./location.ts";
export { minRingBytes, Ring, type RingOptions } from "./ring.ts";
export type { RingStatus, RingView } from "./ring_view.ts";
