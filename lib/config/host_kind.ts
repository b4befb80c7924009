import { isIP } from "node:net";
import type { Kind } from "./kind.ts";

/** A host name, not one that reads like an address. Spec: RFC 1123 2.1. */
export const hostNamePattern =
  /^(?!.{254})(?![\d.]+$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.?$/i;

/** What `--host` takes: an address of this machine, or its name. */
export const hostKind: Kind<string> = {
  placeholder: "ADDRESS",
  allowed: "an address or a host name",
  range: "",
  parse: (given) => isIP(given) > 0 || hostNamePattern.test(given) ? given : undefined,
  format: (value) => value,
};

/** What one `--allow-host` takes; it is kept in lower case. */
export const hostNameKind: Kind<string> = {
  placeholder: "NAME",
  allowed: "a host name such as camera.example.org",
  range: "",
  parse: (given) => hostNamePattern.test(given) ? given.toLowerCase() : undefined,
  format: (value) => value,
};
