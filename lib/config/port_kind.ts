import type { Kind } from "./kind.ts";

/** What a port setting takes: a number, 0 for off, or any free port, which the log then names. */
export const portKind: Kind<number | "auto"> = {
  placeholder: "PORT",
  allowed: "0 (off) to 65535, or auto (any free port)",
  range: "0 to 65535, auto",
  choices: ["auto"],
  parse: parsePort,
  format: (value) => value,
};

/** What `--listen` takes: the same, but there is no off. */
export const listenPortKind: Kind<number | "auto"> = {
  ...portKind,
  allowed: "1 to 65535, or auto (any free port)",
  range: "1 to 65535, auto",
  parse: (text) => parsePort(text) || undefined,
};

function parsePort(text: string): number | "auto" | undefined {
  if (text === "auto") return text;
  return /^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined;
}
