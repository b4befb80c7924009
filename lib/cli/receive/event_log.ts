import type { StreamInfo } from "../../frame/mod.ts";
import type { Logger } from "../../observe/mod.ts";
import type { ReceiveEvent } from "../../receive/mod.ts";
import { holeWords } from "./summary.ts";

/** Why a sender sends no more, and what becomes of it. */
const ends: Readonly<Record<string, string>> = {
  stopped: "the camera is stopped; waiting for it to be started",
  camera: "the camera has failed; waiting for it to come back",
  shutdown: "the camera's picam shuts down; going on when it is back",
  limit: "all that was to be sent has come",
};

/** Tells in the log what happens beside frames. */
export function logEvent(log: Logger, event: ReceiveEvent): void {
  switch (event.kind) {
    case "connecting":
      return log.debug("connecting", { to: event.target });
    case "connected":
      return log.info(event.resumed ? "connected again" : "connected", {
        to: event.remote,
        // A bare stream does not tell.
        server: event.agent || undefined,
      });
    case "disconnected":
      return logDisconnected(log, event);
    case "stream":
      return log.info("stream", streamFields(event.stream));
    case "hole":
      return log.warn(`missing: ${holeWords(event.hole)}`, { camera: event.camera });
    case "end":
      return log.info(ends[event.reason] ?? `the stream ended: ${event.reason}`, {
        camera: event.camera,
      });
    case "told":
      return logTold(log, event);
    case "refused":
      return log.warn("a connection was refused", { from: event.remote, reason: event.reason });
    case "fault":
      return log.warn(event.message, { camera: event.camera });
    case "output":
      return logOutput(log, event);
  }
}

function logDisconnected(
  log: Logger,
  { reason, retryMs }: ReceiveEvent & { kind: "disconnected" },
): void {
  const nextTrySeconds = retryMs === undefined ? undefined : Number((retryMs / 1000).toFixed(1));
  log.warn(reason, { nextTrySeconds });
}

function logTold(log: Logger, { event, data }: ReceiveEvent & { kind: "told" }): void {
  const fields = Object.entries(data).filter(([, value]) =>
    ["string", "number", "boolean"].includes(typeof value)
  ) as [string, string | number | boolean][];
  log.info(`the server says: ${event}`, Object.fromEntries(fields));
}

/** A player that was closed is no fault. */
function logOutput(log: Logger, { error }: ReceiveEvent & { kind: "output" }): void {
  const hasEnded = "kind" in error && error.kind === "ended";
  if (hasEnded) log.info(error.message);
  else log.error(error.message);
}

function streamFields(stream: StreamInfo): Record<string, string | number | undefined> {
  const { name, codec, codecString, width, height, framerate, bayer, bitDepth } = stream;
  const size = width === undefined || height === undefined ? undefined : `${width}x${height}`;
  return { name, codec: codecString ?? codec, size, framerate, bayer, bitDepth };
}
