import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";

/** The token of a request, and how it came. */
export interface Credentials {
  /** The token; nothing where none came. */
  readonly token: string | undefined;
  /** Whether it stood in the URL, where only the view token may. */
  readonly isInUrl: boolean;
}

/**
 * Takes the token out of a request: from `Authorization` (Bearer, or the password of Basic), else
 * from `?token=`. It stays in neither the URL nor the request's, so that nothing logs it.
 * Spec: RFC 6750 2.1, RFC 7617 2; http-api, *Who may do what*.
 */
export function takeCredentials(request: IncomingMessage, url: URL): Credentials {
  const inUrl = url.searchParams.get("token") ?? undefined;
  if (inUrl !== undefined) {
    url.searchParams.delete("token");
    request.url = url.pathname + url.search;
  }
  const { authorization } = request.headers;
  const inHeader = authorization === undefined ? undefined : tokenOf(authorization);
  return inHeader === undefined
    ? { token: inUrl, isInUrl: inUrl !== undefined }
    : { token: inHeader, isInUrl: false };
}

function tokenOf(authorization: string): string | undefined {
  const [, scheme = "", value = ""] = /^([a-z]+) +(\S+) *$/i.exec(authorization) ?? [];
  switch (scheme.toLowerCase()) {
    case "bearer":
      return value;
    case "basic":
      return passwordOf(Buffer.from(value, "base64").toString());
  }
}

/** The user's name may be anything, also nothing; it ends at the first colon. */
function passwordOf(pair: string): string | undefined {
  const colon = pair.indexOf(":");
  return colon === -1 ? undefined : pair.slice(colon + 1);
}
