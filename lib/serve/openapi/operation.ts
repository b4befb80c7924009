import type { Schema } from "./schema.ts";

/** One answer of an operation. */
export interface Answer {
  /** When it is given. */
  readonly description: string;
  /** Its media type; absent where it has no body. */
  readonly type?: string;
  /** What its JSON is. */
  readonly schema?: Schema;
}

/** What a method of a path does. Who may call it, and how that is refused, follows from the route. */
export interface Operation {
  /** What it does, in a few words. */
  readonly summary: string;
  /** What else there is to know. */
  readonly description?: string;
  /** Parameters of the query, each with its words; all may be left out. */
  readonly query?: Readonly<Record<string, string>>;
  /** Request headers that it looks at. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Parts of the path that vary. */
  readonly path?: Readonly<Record<string, string>>;
  /** What its JSON body is; it may be left out. */
  readonly body?: Schema;
  /** What it answers, by status code; problems that any route has are added. */
  readonly answers: Readonly<Record<number, Answer>>;
}

/** Operations of a path. */
export interface PathOperations {
  /** GET; HEAD follows from it. */
  readonly GET?: Operation;
  /** POST. */
  readonly POST?: Operation;
}

/** Path, as OpenAPI writes it → its operations. */
export type Operations = Readonly<Record<string, PathOperations>>;

/** An explanation instead of an answer. Spec: RFC 9457. */
export function problem(description: string): Answer {
  return { description, type: "application/problem+json", schema: { $ref: problemReference } };
}

/** An answer as JSON. */
export function json(description: string, schema: Schema): Answer {
  return { description, type: "application/json", schema };
}

const problemReference = "#/components/schemas/Problem";
