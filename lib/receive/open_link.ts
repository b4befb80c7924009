import type { From, NowUs, Policy } from "../frame/mod.ts";
import type { Timing } from "../observe/mod.ts";
import { dial, type DialOptions, dialWebSocket } from "../session/mod.ts";
import { BareSource } from "./bare_source.ts";
import { openHttpStream } from "./http_stream.ts";
import { Link, type LinkSource, type ReconnectOptions } from "./link.ts";
import { WireSource } from "./wire_source.ts";

/** Where a picam is reached, and how it is spoken to. */
export interface LinkAddress {
  /**
   * `wire` is the framed protocol over TCP, `websocket` the same over HTTP, `h264` and `mjpeg` the bare
   * stream over HTTP, `raw` the bare stream over TCP.
   */
  readonly protocol: "wire" | "websocket" | "h264" | "mjpeg" | "raw";
  /** Host name or address; of IPv6 without brackets. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
  /** The URL as it is shown; without any secret. */
  readonly href: string;
}

/** How to receive from it. */
export interface LinkOptions {
  /** What this program calls itself. */
  readonly agent: string;
  /** Secret that allows to view. */
  readonly token?: string | undefined;
  /** Makes a connection secure, for `tls:` and `https:`. */
  readonly secure?: DialOptions["secure"] | undefined;
  /** Where to begin; after a cut it goes on where it was. The bare TCP stream is always live. */
  readonly from: From;
  /** What the server does when this side falls behind. */
  readonly policy: Policy;
  /** How the connection is kept. */
  readonly reconnect?: ReconnectOptions;
  /** This side's clock: Unix time that does not step. */
  readonly nowUs: NowUs;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
}

/** Makes the link to a server; it connects when it is run. */
export function openLink(address: LinkAddress, options: LinkOptions): Link {
  const { reconnect, timing } = options;
  return new Link(openSource(address, options), {
    ...reconnect,
    ...(timing === undefined ? {} : { timing }),
  });
}

function openSource(address: LinkAddress, options: LinkOptions): LinkSource {
  const { protocol, href: target, host, port } = address;
  const { secure } = options;
  const place = { host, port };
  const dialling = (signal: AbortSignal): DialOptions => ({
    signal,
    ...(secure === undefined ? {} : { secure }),
  });
  switch (protocol) {
    case "wire":
      return new WireSource({
        ...options,
        target,
        dial: (signal) => dial(place, dialling(signal)),
      });
    case "websocket":
      return new WireSource({
        ...options,
        target,
        dial: (signal) => dialWebSocket(place, dialling(signal)),
      });
    case "h264":
    case "mjpeg": {
      const path = protocol === "h264" ? "/stream.h264" : "/stream.mjpg";
      return new BareSource({
        ...options,
        target,
        open: (signal, from) =>
          openHttpStream({ ...options, address: place, path }, { signal, place: from }),
      });
    }
    case "raw":
      return new BareSource({
        ...options,
        target,
        open: async (signal) => ({ pipe: await dial(place, dialling(signal)) }),
      });
  }
}
