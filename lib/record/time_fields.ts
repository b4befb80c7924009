/** How one of strftime's fields is written and recognised. */
interface TimeField {
  readonly encode: (date: Date) => string;
  readonly expression: string;
}

const fields: Readonly<Record<string, TimeField>> = {
  Y: { encode: (date) => digits(date.getFullYear(), 4), expression: "\\d{4,}" },
  y: { encode: (date) => digits(date.getFullYear() % 100, 2), expression: "\\d\\d" },
  m: { encode: (date) => digits(date.getMonth() + 1, 2), expression: "\\d\\d" },
  d: { encode: (date) => digits(date.getDate(), 2), expression: "\\d\\d" },
  H: { encode: (date) => digits(date.getHours(), 2), expression: "\\d\\d" },
  M: { encode: (date) => digits(date.getMinutes(), 2), expression: "\\d\\d" },
  S: { encode: (date) => digits(date.getSeconds(), 2), expression: "\\d\\d" },
  j: { encode: (date) => digits(dayOfYear(date), 3), expression: "\\d{3}" },
  s: { encode: (date) => String(Math.floor(date.getTime() / 1000)), expression: "\\d+" },
  F: {
    encode: (date) => ["Y", "m", "d"].map((field) => encodeTime(field, date)).join("-"),
    expression: "\\d{4,}-\\d\\d-\\d\\d",
  },
};

/** Tells whether a letter after `%` is a field that is known. Spec: POSIX.1-2017 strftime. */
export function isTimeField(field: string): boolean {
  return Object.hasOwn(fields, field);
}

/** Writes a field of a moment, in local time. */
export function encodeTime(field: string, date: Date): string {
  return fieldOf(field).encode(date);
}

/** Source of an expression for whatever {@linkcode encodeTime} writes. */
export function timeFieldExpression(field: string): string {
  return fieldOf(field).expression;
}

function fieldOf(field: string): TimeField {
  const found = fields[field];
  if (found === undefined) throw new RangeError(`There is no time field %${field}`);
  return found;
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, "0");
}

function dayOfYear(date: Date): number {
  const midnight = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return (midnight - Date.UTC(date.getFullYear(), 0, 1)) / 86_400_000 + 1;
}
