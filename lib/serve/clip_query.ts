import { HttpProblem } from "./problem.ts";
import { parseDuration } from "./stream_query.ts";

/** A moment of the past, as a client names it. */
export type ClipPoint =
  | { readonly kind: "oldest" }
  | { readonly kind: "ago"; readonly us: number }
  /** So much before the newest frame, or as much as there is. */
  | { readonly kind: "last"; readonly us: number }
  | { readonly kind: "time"; readonly us: number }
  | { readonly kind: "sequence"; readonly sequence: number };

/** What a clip's query asks for. */
export interface ClipQuery {
  /** Where it begins. */
  readonly from: ClipPoint;
  /** Where it ends, the moment itself not included; the newest frame where absent. */
  readonly to?: ClipPoint;
  /** How long it is, in µs, instead of `to`. */
  readonly durationUs?: number;
  /** Epoch of sequences. */
  readonly epoch?: string;
}

const forms = "-30s, seq:N, a time such as 2026-05-01T12:00:00Z, or Unix seconds";

/**
 * Reads `?last=`, or `?from=` with `?to=` or `?duration=`, and `?epoch=`.
 * @throws {HttpProblem} 400 that names the parameter, its value and what is allowed.
 */
export function parseClipQuery(query: URLSearchParams): ClipQuery {
  const value = (name: string): string | undefined => query.get(name) ?? undefined;
  const [last, from, to] = [value("last"), value("from"), value("to")];
  const [duration, epoch] = [value("duration"), value("epoch")];
  if (last !== undefined) {
    if (from ?? to ?? duration) throw new HttpProblem(400, "last goes without from, to, duration");
    return { from: { kind: "last", us: parseDuration("last", last) } };
  }
  if (from === undefined) {
    throw new HttpProblem(400, `A clip needs ?last=30s, or ?from= (oldest, ${forms}) and ?to=`);
  }
  if (to !== undefined && duration !== undefined) {
    throw new HttpProblem(400, "Give either to or duration, not both");
  }
  return {
    from: from === "oldest" ? { kind: "oldest" } : parsePoint("from", from),
    ...(to === undefined ? {} : { to: parsePoint("to", to) }),
    ...(duration === undefined ? {} : { durationUs: parseDuration("duration", duration) }),
    ...(epoch === undefined ? {} : { epoch }),
  };
}

function parsePoint(name: string, text: string): ClipPoint {
  if (text.startsWith("-")) return { kind: "ago", us: parseDuration(name, text.slice(1)) };
  const sequence = /^seq:(\d{1,15})$/.exec(text)?.[1];
  if (sequence !== undefined) return { kind: "sequence", sequence: Number(sequence) };
  const us = parseTime(text);
  if (us !== undefined) return { kind: "time", us };
  throw new HttpProblem(400, `${name} must be ${forms}, is ${text}`);
}

/** Unix time in s (with or without a fraction), ms or µs, told by their length, or RFC 3339. */
function parseTime(text: string): number | undefined {
  if (/^\d{9,10}(\.\d{1,9})?$/.test(text)) return Math.round(Number(text) * 1e6);
  if (/^\d{12,13}$/.test(text)) return Number(text) * 1000;
  if (/^\d{15,16}$/.test(text)) return Number(text);
  // A plus in a query is a space for those who read it by the book.
  const date = text.replace(/ (\d\d:?\d\d)$/, "+$1").replace(" ", "T");
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i.test(date)) {
    return undefined;
  }
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? undefined : ms * 1000;
}
