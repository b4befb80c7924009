import type { PicamUrl, RemoteSettings } from "../config/mod.ts";
import {
  dial,
  type DialOptions,
  dialWebSocket,
  loadTlsTrust,
  type Pipe,
  readToken,
  secureBy,
} from "../session/mod.ts";

/** The token that lets in, where one was given. @throws {UsageError} where its file has none. */
export function tokenOf({ token }: RemoteSettings): string | undefined {
  return token === undefined ? undefined : readToken(token, "--token").secret;
}

/**
 * What makes a connection secure, where the URL asks for it.
 *
 * @throws {UsageError} where the certificates of `--ca` cannot be had.
 */
export function secureFor(
  { tls }: PicamUrl,
  settings: Pick<RemoteSettings, "pin" | "caPath">,
): DialOptions["secure"] {
  return tls ? secureBy(loadTlsTrust(settings)) : undefined;
}

/** Connects to where the framed protocol is spoken. @throws {DialError} when that cannot be done. */
export function dialUrl(
  url: PicamUrl,
  { signal, secure }: { readonly signal: AbortSignal; readonly secure: DialOptions["secure"] },
): Promise<Pipe> {
  const options = { signal, ...(secure === undefined ? {} : { secure }) };
  return url.protocol === "websocket" ? dialWebSocket(url, options) : dial(url, options);
}
