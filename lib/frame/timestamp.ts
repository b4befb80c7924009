/**
 * Tells the time of frames: Unix time in whole microseconds that follows a monotonic clock, so
 * that it steps only where a frame with DISCONTINUITY says so. Handed to whoever needs it; tests
 * hand in one that they turn.
 */
export type NowUs = () => number;
