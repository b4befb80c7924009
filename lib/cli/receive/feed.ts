import type { PicamUrl, ReceiveSettings } from "../../config/mod.ts";
import type { Policy } from "../../frame/mod.ts";
import { type Feed, openLink } from "../../receive/mod.ts";
import { agent } from "../version.ts";
import { findServer } from "./find_server.ts";
import { type ListenParts, openListenFeed } from "./listen_feed.ts";
import { secureFor, tokenOf } from "../remote.ts";

/**
 * What is done about frames where the network cannot keep up: what the user says, else whatever suits
 * the outputs and the server. Spec: cli, receive.
 */
export function policyOf(
  { policy, url }: ReceiveSettings,
  targets: readonly string[],
): Policy {
  if (policy !== undefined) return policy;
  // The bare stream over TCP has no past: nobody could send again what is missing.
  const canLookBack = url?.protocol !== "raw";
  return canLookBack && targets.some((target) => target !== "-") ? "gapless" : "live";
}

/** What a feed needs beside the settings. */
export interface FeedParts extends ListenParts {
  /** Ends the search for a server. */
  readonly signal: AbortSignal;
}

/**
 * Where frames come from: the server that was named or is the only one near, or cameras that dial.
 *
 * @returns it; nothing where the signal ended the search for a server.
 * @throws {UsageError} where a port, a token or a certificate cannot be had, or there are several
 * servers.
 * @throws {NoServerError} where there is none.
 */
export async function openFeed(
  settings: ReceiveSettings,
  parts: FeedParts,
): Promise<Feed | undefined> {
  if (settings.listenPort !== undefined) return await openListenFeed(settings, parts);
  const attempts = settings.reconnectAttempts;
  const url = settings.url ?? await findServer({ ...parts, attempts });
  return url === undefined ? undefined : openServerFeed(url, settings, parts);
}

function openServerFeed(
  url: PicamUrl,
  settings: ReceiveSettings,
  { policy, nowUs }: FeedParts,
): Feed {
  return openLink(url, {
    agent,
    token: tokenOf(settings),
    secure: secureFor(url, settings),
    from: settings.from,
    policy,
    reconnect: { attempts: settings.reconnectAttempts, delayMs: settings.reconnectDelayMs },
    nowUs,
  });
}
