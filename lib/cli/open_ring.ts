import type { FrameSink } from "../frame/mod.ts";
import type { Logger } from "../observe/mod.ts";
import { automaticPath, Ring, RingFollower, type RingView } from "../ring/mod.ts";
import type { ServeSettings } from "../config/mod.ts";

/** The ring that is served, and where the camera writes, if it is this program's own. */
export interface OpenRing extends AsyncDisposable {
  /** What cursors read. */
  readonly view: RingView;
  /** What the camera writes; nothing where another picam's ring is followed. */
  readonly sink?: FrameSink;
  /** Why no frames come out of a followed ring, in words. */
  readonly trouble: () => string | undefined;
}

/**
 * Opens the ring that the settings speak of.
 * @throws {RingError} when it cannot be had.
 */
export function openRing(settings: ServeSettings, log: Logger): OpenRing {
  const { source } = settings;
  return source.kind === "ring" ? followRing(source.path, log) : openOwnRing(settings, log);
}

function openOwnRing(settings: ServeSettings, log: Logger): OpenRing {
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
    trouble: () => undefined,
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

function followRing(path: string, log: Logger): OpenRing {
  const fault = log.fault("warn");
  const ring = new RingFollower({
    path,
    onState: (state, words) => state === "following" ? fault.clear(words) : fault.raise(words),
  });
  log.info("ring open", { path, epoch: ring.epoch, frames: ring.head - ring.oldest });
  return {
    view: ring,
    trouble(): string | undefined {
      const { state, words } = ring.status();
      return state === "following" ? undefined : words;
    },
    [Symbol.asyncDispose]: () => ring[Symbol.asyncDispose](),
  };
}
