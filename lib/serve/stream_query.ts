import type { From, Policy } from "../frame/mod.ts";
import { HttpProblem } from "./problem.ts";

/** What a stream's query asks for. */
export interface StreamQuery {
  /** Where to start. */
  readonly from: From;
  /** What to do when it falls behind; by default what fits `from`. */
  readonly policy?: Policy;
  /** How much to send, in µs of capture time; without end where absent. */
  readonly durationUs?: number;
}

const units: Readonly<Record<string, number>> = { ms: 1e3, s: 1e6, m: 60e6, h: 3600e6 };

/**
 * Reads `?from=`, `?epoch=`, `?policy=` and `?duration=`. Spec: http-api.
 * @throws {HttpProblem} 400 that names the parameter, its value and what is allowed.
 */
export function parseStreamQuery(query: URLSearchParams): StreamQuery {
  const policy = query.get("policy");
  if (policy !== null && policy !== "live" && policy !== "gapless") {
    throw new HttpProblem(400, `policy must be live or gapless, is ${policy}`);
  }
  const duration = query.get("duration");
  return {
    from: parseFrom(query.get("from") ?? "live", query.get("epoch")),
    ...(policy === null ? {} : { policy }),
    ...(duration === null ? {} : { durationUs: parseDuration("duration", duration) }),
  };
}

function parseFrom(text: string, epoch: string | null): From {
  if (text === "live" || text === "oldest") return { kind: text };
  if (text.startsWith("-")) {
    return { kind: "ago", seconds: parseDuration("from", text.slice(1)) / 1e6 };
  }
  const sequence = /^seq:(\d{1,15})$/.exec(text)?.[1];
  if (sequence === undefined) {
    throw new HttpProblem(400, `from must be live, oldest, -30s or seq:N, is ${text}`);
  }
  return {
    kind: "sequence",
    sequence: Number(sequence),
    ...(epoch === null ? {} : { epoch }),
  };
}

/**
 * Reads a time such as `10s`, `500ms`, `2m`; without a unit it is in seconds.
 * @returns µs, more than 0.
 * @throws {HttpProblem} 400 that names the parameter.
 */
export function parseDuration(name: string, text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  const us = Number(number) * (units[unit ?? "s"] ?? NaN);
  if (Number.isFinite(us) && us > 0) return us;
  throw new HttpProblem(400, `${name} must be a time such as 10s, 500ms or 2m, is ${text}`);
}
