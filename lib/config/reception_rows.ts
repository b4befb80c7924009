import { choice, duration, whole } from "./kind.ts";
import { fromKind } from "./from_kind.ts";
import type { Rows } from "./setting.ts";

/** How frames are had from a server. */
export const receptionRows: Rows<
  "from" | "policy" | "reconnectAttempts" | "reconnectDelayMs"
> = {
  from: {
    name: "from",
    group: "Reception",
    modes: ["receive"],
    kind: fromKind,
    fallback: "live",
    help:
      "where to begin: with the newest picture, with the oldest that is still held, or so long " +
      "ago as in -30s",
  },
  policy: {
    name: "policy",
    group: "Reception",
    modes: ["receive"],
    kind: choice(["live", "gapless"], "POLICY"),
    help: "where the network cannot keep up: live skips to the newest picture, gapless catches up",
    unsetWords: "gapless into a file, else live",
  },
  reconnectAttempts: {
    name: "reconnect-attempts",
    group: "Reception",
    modes: ["receive"],
    kind: whole({ min: 0, max: 1_000_000 }, "NUMBER"),
    fallback: "0",
    help: "give up after so many in a row; 0 is never",
  },
  reconnectDelayMs: {
    name: "reconnect-delay",
    group: "Reception",
    modes: ["receive"],
    kind: duration({ min: 10, max: 30_000 }),
    fallback: "2s",
    help: "before the second attempt; doubles up to 30 s, and starts over after a good connection",
  },
};
