/** A JSON Schema, as OpenAPI 3.1 has it. Spec: JSON Schema 2020-12. */
export type Schema = Readonly<Record<string, unknown>>;

/** A member that may be absent. */
export interface Optional {
  /** What it is where it is there. */
  readonly optional: Schema;
}

/**
 * A schema for each member of a type: one that is missing, or is described although it is not there,
 * is a type error, and so is one that may be absent and is not said to be.
 */
export type Members<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? Optional
    : Record<never, never> extends Pick<T, K> ? Optional
    : Schema;
};

/** What an object of a type is, member by member. */
export function object<T>(description: string, members: Members<T>): Schema {
  return shape(description, members as Readonly<Record<string, Schema | Optional>>);
}

/** What an object is that has no type of its own. */
export function shape(
  description: string,
  members: Readonly<Record<string, Schema | Optional>>,
): Schema {
  const entries = Object.entries(members);
  const required = entries.filter(([, member]) => !isOptional(member)).map(([name]) => name);
  return {
    type: "object",
    description,
    properties: Object.fromEntries(
      entries.map(([name, member]) => [name, isOptional(member) ? member.optional : member]),
    ),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** It may be absent. */
export function optional(schema: Schema): Optional {
  return { optional: schema };
}

/** A text. */
export function text(description: string): Schema {
  return { type: "string", description };
}

/** One of some texts. */
export function choice(description: string, values: readonly string[]): Schema {
  return { type: "string", enum: values, description };
}

/** A number. */
export function number(description: string): Schema {
  return { type: "number", description };
}

/** A whole number, not negative. */
export function count(description: string): Schema {
  return { type: "integer", minimum: 0, description };
}

/** A time: Unix microseconds. */
export function timeUs(description: string): Schema {
  return { type: "number", description: `${description}: Unix time in microseconds` };
}

/** Some of the same kind. */
export function list(description: string, items: Schema): Schema {
  return { type: "array", items, description };
}

/** Any value. */
export function anything(description: string): Schema {
  return { description };
}

/** A schema that stands among the components. */
export function reference(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

function isOptional(member: Schema | Optional): member is Optional {
  return Object.hasOwn(member, "optional");
}
