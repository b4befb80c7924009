import { token } from "./token.ts";

/**
 * Asks the server with the token, if there is one. Without `omit` the browser would answer a 401
 * itself: it opens a dialog for name and password, in front of the page's own form.
 */
export function ask(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, headers: token.headers(), credentials: "omit" });
}
