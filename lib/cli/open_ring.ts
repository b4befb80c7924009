import type { FrameSink } from "../frame/mod.ts";
import type { Logger } from "../observe/mod.ts";
import { automaticPath, Ring, type RingView } from "../ring/mod.ts";
import type { ServeSettings } from "../config/mod.ts";

/** The ring that is served, and where the camera writes, if it is this program's own. */
export interface OpenRing extends AsyncDisposable {
  /** What cursors read. */
  readonly view: RingView;
  /** What the camera writes; nothing where another picam's ring is followed. */
  readonly sink?: FrameSink;
}

/**
 * Opens the ring that the settings speak of.
 * @throws {RingError} when it cannot be had.
 */
export function openRing(settings: ServeSettings, log: Logger): OpenRing {
  const path = ringPath(settings.ring, log);
  const fault = log.fault("error");
  const ring = new Ring({
    path,
    sizeBytes: settings.ringSizeBytes,
    codec: settings.codec,
    onFault: (message) => fault.raise(message),
  });
  if (ring.discarded !== undefined) {
    log.warn(`The ring ${path} of an earlier run was discarded: ${ring.discarded}`);
  }
  log.info("ring open", {
    path: path ?? "memory",
    epoch: ring.epoch,
    recoveredFrames: ring.recoveredFrames,
  });
  return {
    view: ring,
    sink: ring,
    [Symbol.asyncDispose]: () => Promise.resolve(ring[Symbol.dispose]()),
  };
}

function ringPath(ring: ServeSettings["ring"], log: Logger): string | undefined {
  if (ring.kind !== "auto") return ring.kind === "file" ? ring.path : undefined;
  const path = automaticPath(Deno.env);
  if (path === undefined) {
    log.warn("This system has no tmpfs: the ring is in memory, a restart loses it");
  }
  return path;
}
