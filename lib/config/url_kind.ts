import { isIP } from "node:net";
import type { Kind } from "./kind.ts";
import { hostNamePattern } from "./host_kind.ts";

/** Where a picam is reached, and how it is spoken to. */
export interface PicamUrl {
  /**
   * `wire` is the framed protocol over TCP, `websocket` the same over HTTP, `h264` and `mjpeg` the bare
   * stream over HTTP, `raw` the bare stream over TCP.
   */
  readonly protocol: "wire" | "websocket" | "h264" | "mjpeg" | "raw";
  /** Host name or address; of IPv6 without brackets. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
  /** Whether TLS goes around it: `tls://` and `https://`. */
  readonly tls: boolean;
  /** It in full, with port and path; it never holds a secret. */
  readonly href: string;
}

type Protocol = PicamUrl["protocol"];

/** What a URL may begin with; http: and https: become a bare stream by their path. */
const schemes: ReadonlyMap<string, { protocol: Protocol; tls: boolean; port: number }> = new Map([
  ["tcp", { protocol: "wire", tls: false, port: 5000 }],
  ["tls", { protocol: "wire", tls: true, port: 5000 }],
  ["http", { protocol: "websocket", tls: false, port: 8000 }],
  ["https", { protocol: "websocket", tls: true, port: 8000 }],
  ["tcp+raw", { protocol: "raw", tls: false, port: 5001 }],
]);

/** What was probably meant by a port without a scheme: picam's own default ports. */
const schemeOfPort: ReadonlyMap<number, string> = new Map([
  [5000, "tcp"],
  [8000, "http"],
  [5001, "tcp+raw"],
]);

/** What others call the same. */
const otherSchemes: ReadonlyMap<string, string> = new Map([
  ["ws", "http"],
  ["wss", "https"],
  ["picam", "tcp"],
  ["picams", "tls"],
  ["tcps", "tls"],
  ["raw", "tcp+raw"],
  ["tcp-raw", "tcp+raw"],
  ["raw+tcp", "tcp+raw"],
]);

/**
 * What a URL argument takes. A bare `pi` is `tcp://pi:5000`; a bare `pi:8000` is what listens on that
 * port where nobody changed it.
 *
 * @param protocols Those that are of use here.
 * @param words Its placeholder, and what is allowed, to follow "must be".
 */
export function urlKind(
  protocols: readonly Protocol[],
  words: { readonly placeholder: string; readonly allowed: string },
): Kind<PicamUrl> {
  const parse = (text: string): PicamUrl | undefined => {
    const url = parseUrl(text);
    return url !== undefined && protocols.includes(url.protocol) ? url : undefined;
  };
  return {
    ...words,
    range: "",
    meant: (text) => respellUrl(text).find((each) => parse(each) !== undefined),
    mask: hideUserInfo,
    parse,
    format: ({ href }) => href,
  };
}

function parseUrl(text: string): PicamUrl | undefined {
  if (text.length > 2048) return undefined;
  const [, scheme, authority = "", path = ""] =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#\s]+)([^\s]*)$/i.exec(text) ?? [];
  const end = splitAuthority(authority);
  if (end === undefined) return undefined;
  const name = scheme?.toLowerCase() ?? schemeOfPort.get(end.port ?? 5000);
  const known = schemes.get(name ?? "");
  if (name === undefined || known === undefined) return undefined;
  const protocol = protocolOf(known.protocol, path);
  if (protocol === undefined) return undefined;
  const { host, port = known.port } = end;
  const shownHost = host.includes(":") ? `[${host}]` : host;
  const shownPath = known.protocol !== "websocket" ? "" : protocol === "websocket" ? "/ws" : path;
  const href = `${name}://${shownHost}:${port}${shownPath}`;
  return { protocol, host, port, tls: known.tls, href };
}

const protocolOfPath: Readonly<Record<string, Protocol>> = {
  "/ws": "websocket",
  "/stream.h264": "h264",
  "/stream.mjpg": "mjpeg",
};

function protocolOf(protocol: Protocol, path: string): Protocol | undefined {
  if (path === "" || path === "/") return protocol;
  if (protocol !== "websocket") return undefined;
  return protocolOfPath[path];
}

function splitAuthority(authority: string): { host: string; port?: number } | undefined {
  if (isIP(authority) === 6) return { host: authority };
  const [, bracketed, plain, digits] =
    /^(?:\[([^\]]+)\]|([^:@[\]]+))(?::(\d{1,5}))?$/.exec(authority) ?? [];
  const host = bracketed ?? plain ?? "";
  const isHost = bracketed === undefined
    ? isIP(host) === 4 || hostNamePattern.test(host)
    : isIP(host) === 6;
  if (!isHost) return undefined;
  if (digits === undefined) return { host };
  const port = Number(digits);
  return port >= 1 && port <= 65535 ? { host, port } : undefined;
}

/** How it should perhaps have been written, likeliest first. */
function respellUrl(text: string): string[] {
  const [, scheme = "", rest = ""] =
    /^([a-z][a-z0-9+.-]*):(?!\d+(?:\/|$))\/?\/?(.*)$/is.exec(text) ?? [];
  if (scheme !== "" && rest === "") return [];
  const [authority = text] = /^[^/?#\s]+/.exec(rest || text) ?? [];
  const host = authority.replace(/^.*@/s, "");
  const known = otherSchemes.get(scheme.toLowerCase()) ?? scheme.toLowerCase();
  return [
    // Of a path or a query that is not understood, and of a name before @, the rest is.
    ...(scheme === "" ? [] : [`${known}://${host}`]),
    `tcp://${host}`,
    `tcp://${host.replace(/:.*$/s, "")}`,
  ].filter((each) => each !== text);
}

/** A name before @ may be a secret, and so may be a query. */
function hideUserInfo(text: string): string {
  return text.replace(/\/\/[^/]*@/s, "//[secret]@").replace(/\?.*$/s, "?[secret]");
}
