import type { From } from "../frame/mod.ts";
import type { Kind } from "./kind.ts";
import { formatQuantity, parseQuantity, timeUnits } from "./quantity.ts";

const longestUs = 30 * 86_400e6;

/** What `--from` takes. */
export const fromKind: Kind<Exclude<From, { readonly kind: "sequence" }>> = {
  placeholder: "WHERE",
  allowed: "live, oldest, or a time to go back such as -30s",
  range: "",
  choices: ["live", "oldest"],
  meant: (text) => `-${text.replace(/^-|\s*ago$/g, "").trim()}`,
  parse: (text) => {
    if (text === "live" || text === "oldest") return { kind: text };
    const us = text.startsWith("-") ? parseQuantity(text.slice(1), timeUnits, "s") : undefined;
    return us === undefined || us > longestUs ? undefined : { kind: "ago", seconds: us / 1e6 };
  },
  format: (from) =>
    from.kind === "ago"
      ? `-${formatQuantity(Math.round(from.seconds * 1e6), timeUnits)}`
      : from.kind,
};
