import { hostKind, hostNameKind } from "./host_kind.ts";
import { choice, duration, listOf, text, whole } from "./kind.ts";
import { listenPortKind, portKind } from "./port_kind.ts";
import { type Rows, served } from "./setting.ts";
import { urlKind } from "./url_kind.ts";

/** Where to listen, and where to dial. */
export const networkRows: Rows<
  | "url"
  | "host"
  | "name"
  | "announce"
  | "httpPort"
  | "tcpPort"
  | "rawPort"
  | "listenPort"
  | "allowHosts"
  | "maxClients"
  | "lagLimitMs"
  | "pushUrls"
> = {
  url: {
    name: "url",
    isArgument: true,
    group: "Arguments",
    modes: ["receive", "control", "doctor"],
    kind: urlKind(["wire", "websocket", "h264", "mjpeg", "raw"], {
      placeholder: "URL",
      allowed: "tcp://HOST:5000, tls://HOST:5000, http://HOST:8000, https://HOST:8000, " +
        "http://HOST:8000/stream.h264 or tcp+raw://HOST:5001",
    }),
    help: "where picam serves: tcp://PI:5000 or tls:// (the framed protocol), http://PI:8000 or " +
      "https:// (the same over WebSocket), http://PI:8000/stream.h264, /stream.mjpg or " +
      "tcp+raw://PI:5001 (the bare stream); PI alone is tcp://PI:5000",
  },
  host: {
    name: "host",
    group: "Network",
    modes: [...served, "receive"],
    kind: hostKind,
    fallback: "0.0.0.0",
    help: "address to listen on; :: is IPv6 as well",
  },
  name: {
    name: "name",
    group: "Network",
    modes: ["serve"],
    kind: text(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,62}$/u, {
      placeholder: "NAME",
      allowed: "1 to 63 letters, digits, spaces, dots, dashes or underscores",
    }),
    fallback: "camera",
    help: "what the stream is called, where several cameras push to one receiver",
  },
  announce: {
    name: "announce",
    group: "Network",
    modes: ["serve"],
    kind: choice(["on", "off"], "HOW"),
    fallback: "on",
    help: "tell the local network of this picam (mDNS), so that receive finds it without a URL",
  },
  httpPort: {
    name: "http-port",
    group: "Network",
    modes: served,
    kind: portKind,
    fallback: "8000",
    help: "port for HTTP; 0 is off",
  },
  tcpPort: {
    name: "tcp-port",
    group: "Network",
    modes: served,
    kind: portKind,
    fallback: "5000",
    help: "port for the framed protocol (picam --mode receive); 0 is off",
  },
  rawPort: {
    name: "raw-port",
    group: "Network",
    modes: served,
    kind: portKind,
    derive: {
      words: "5001, or 0 with --view-token or --tls",
      from: ({ viewToken, tls }) =>
        viewToken !== undefined || (tls !== undefined && tls.kind !== "off") ? 0 : 5001,
    },
    help:
      "port for the bare stream (nc, ffplay tcp://, VLC), which knows neither tokens nor TLS; " +
      "0 is off",
  },
  listenPort: {
    name: "listen",
    group: "Network",
    modes: ["receive"],
    kind: listenPortKind,
    help: "wait on this port for cameras that dial out (--push)",
  },
  allowHosts: {
    name: "allow-host",
    group: "Network",
    modes: ["serve"],
    kind: listOf(hostNameKind),
    fallback: "",
    help: "a further host name that HTTP answers to; may be repeated",
  },
  maxClients: {
    name: "max-clients",
    group: "Network",
    modes: ["serve"],
    kind: whole({ min: 1, max: 10_000 }, "NUMBER"),
    fallback: "64",
    help: "sessions in all",
  },
  lagLimitMs: {
    name: "lag-limit",
    group: "Network",
    modes: ["serve"],
    kind: duration({ min: 100, max: 600_000 }),
    fallback: "2s",
    help: "how far behind a live client may fall before it skips to the newest key frame",
  },
  pushUrls: {
    name: "push",
    group: "Network",
    modes: ["serve"],
    kind: listOf(urlKind(["wire"], {
      placeholder: "URL",
      allowed: "a receiver's tcp://HOST:5000 or tls://HOST:5000",
    })),
    fallback: "",
    help: "dial out to picam --mode receive --listen: tcp://LAPTOP:5000 or tls://; may be repeated",
  },
};
