import type { IncomingMessage } from "node:http";
import { HttpProblem } from "./problem.ts";

/** A path alone is taken as one of this host, whose name is a local one. */
const ownOrigin = "http://picam";

/**
 * Reads a request's target: a path, which is taken as it stands (`//x` is no host), or an absolute
 * address, whose host is then the one asked for. What need not be percent-encoded is decoded.
 * Spec: RFC 9112 3.2, RFC 3986 6.2.2.2.
 *
 * @returns the address; its host is `picam` where the target has none. Nothing where it is neither.
 */
export function parseTarget(target: string): URL | null {
  const plain = target.replace(/%[2-7][0-9a-f]/gi, decodeUnreserved);
  if (plain.startsWith("/")) return URL.parse(ownOrigin + plain);
  return /^https?:\/\//i.test(plain) ? URL.parse(plain) : null;
}

/** The path of a request's target, without a query; empty where the target is none. */
export function pathOf({ url = "" }: IncomingMessage): string {
  return parseTarget(url)?.pathname ?? "";
}

/**
 * Reads what a request asks for, and holds it to one host.
 * @throws {HttpProblem} 400 for a target that is neither a path nor an address, for two Host
 * headers, and for none where HTTP/1.1 wants one. Spec: RFC 9112 3.2.
 */
export function targetOf(request: IncomingMessage): URL {
  const hosts = request.rawHeaders
    .filter((text, at) => at % 2 === 0 && text.toLowerCase() === "host").length;
  if (hosts > 1 || (hosts === 0 && request.httpVersion !== "1.0")) {
    throw new HttpProblem(400, `A request has one Host header, this one has ${hosts}`);
  }
  const url = parseTarget(request.url ?? "");
  if (url === null) {
    throw new HttpProblem(400, "The request's target must be a path, or an address with http://");
  }
  return url;
}

function decodeUnreserved(code: string): string {
  const character = decodeURIComponent(code);
  return /[\w.~-]/.test(character) ? character : code;
}
