/**
 * The ring: the newest minutes of the stream, in a file of fixed size on tmpfs, and the cursors
 * that read it.
 * @module
 */
export { Cursor, type CursorCounters, type CursorOptions } from "./cursor.ts";
export { automaticPath, RingError } from "./location.ts";
export { minRingBytes, Ring, type RingOptions, type RingStatus } from "./ring.ts";
export type { RingView } from "./ring_view.ts";
