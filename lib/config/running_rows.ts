import { choice, duration, whole } from "./kind.ts";
import type { Rows } from "./setting.ts";

/** How long to run, and what is told meanwhile. */
export const runningRows: Rows<
  "onDemandMs" | "frames" | "durationMs" | "stats" | "logLevel" | "logFormat"
> = {
  onDemandMs: {
    name: "on-demand",
    group: "Running",
    modes: ["serve"],
    kind: { ...duration({ min: 1000, max: 86_400_000 }), placeholder: "SECONDS" },
    help: "start the camera with the first client, stop it this long after the last",
    unsetWords: "it always runs",
  },
  frames: {
    name: "frames",
    group: "Running",
    modes: ["serve", "receive"],
    kind: { ...whole({ min: 1, max: 1e12 }, "NUMBER"), range: "" },
    help: "stop after this many frames",
  },
  durationMs: {
    name: "duration",
    group: "Running",
    modes: ["serve", "receive"],
    kind: { ...duration({ min: 1, max: 365 * 86_400_000 }), range: "" },
    help: "stop after this much video",
  },
  stats: {
    name: "stats",
    group: "Running",
    modes: ["receive"],
    kind: choice(["text", "json", "off"], "HOW"),
    help:
      "statistics: text is one live line (a line a second where there is no terminal), json one object a second",
    unsetWords: "text on a terminal, else off",
  },
  logLevel: {
    name: "log-level",
    group: "Running",
    modes: ["serve"],
    kind: choice(["debug", "info", "warn", "error"], "LEVEL"),
    fallback: "info",
    help: "least level that is logged",
  },
  logFormat: {
    name: "log-format",
    group: "Running",
    modes: ["serve"],
    kind: choice(["text", "json"], "FORMAT"),
    fallback: "text",
    help: "json is for machines",
  },
};
