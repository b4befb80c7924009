import type { ServeSettings } from "../config/mod.ts";
import type { Logger } from "../observe/mod.ts";
import type { Status } from "../serve/mod.ts";
import { announce, isLoopback } from "../session/mod.ts";
import type { Gate } from "./gate.ts";
import { version } from "./version.ts";

/**
 * Tells the local network of this picam until it is disposed of; nothing where only this machine can
 * reach it anyway.
 */
export function tellNetwork(
  settings: ServeSettings,
  { ports, gate, log }: { ports: Status["ports"]; gate: Gate; log: Logger },
): AsyncDisposable | undefined {
  const isSilent = settings.announce === "off" || Object.keys(ports).length === 0;
  if (isSilent || isLoopback(settings.host)) return undefined;
  return announce({
    name: settings.name,
    version,
    ports,
    tls: gate.tls !== undefined,
    needsToken: gate.access.viewNeedsToken,
    log: log.child("mdns"),
  });
}
