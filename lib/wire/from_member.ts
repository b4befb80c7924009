import type { From, Policy } from "../frame/mod.ts";
import {
  type JsonObject,
  optional,
  optionalNumber,
  quoted,
  required,
  requiredCount,
} from "./json.ts";
import { WireError } from "./wire_error.ts";

/**
 * Reads a `From`. Spec: wire-protocol v1, *Session*.
 * @throws {WireError} `invalid-from` where it is none.
 */
export function decodeFrom(object: JsonObject): From {
  try {
    return decodeKind(object);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new WireError("invalid-from", `from: ${error.message}`);
  }
}

function decodeKind(object: JsonObject): From {
  const kind = required(object, "kind", "string");
  switch (kind) {
    case "live":
    case "oldest":
      return { kind };
    case "ago": {
      const seconds = optionalNumber(object, "seconds", { fraction: true });
      if (seconds !== undefined) return { kind, seconds };
      throw new WireError("invalid-from", "seconds is missing: a number");
    }
    case "sequence":
      return {
        kind,
        epoch: required(object, "epoch", "string"),
        sequence: requiredCount(object, "sequence"),
      };
  }
  throw new WireError(
    "invalid-from",
    `kind must be live, oldest, ago or sequence, not ${quoted(kind)}`,
  );
}

/**
 * Reads a policy that may be absent.
 * @throws {WireError} where it is none.
 */
export function optionalPolicy(object: JsonObject): Policy | undefined {
  const policy = optional(object, "policy", "string");
  if (policy === undefined || policy === "live" || policy === "gapless") return policy;
  throw new WireError("protocol", `policy must be live or gapless, not ${quoted(policy)}`);
}
