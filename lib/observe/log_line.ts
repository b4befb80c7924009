/** How bad it is, from least to most. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** What else belongs to a message; absent values are left out. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One message before it is written. */
export interface LogEntry {
  /** When, Unix µs. */
  readonly atUs: number;
  /** How bad it is. */
  readonly level: LogLevel;
  /** Which part of the program speaks, for example `camera`; empty for the program itself. */
  readonly component: string;
  /** One sentence without its full stop. */
  readonly message: string;
  /** What else belongs to it. */
  readonly fields: LogFields;
}

/** Where lines go decides what is left out of them. */
export interface LineStyle {
  /** `text` for people, `json` for machines. */
  readonly format: "text" | "json";
  /**
   * Whether the journal of systemd reads: it keeps the time itself, and takes the level from a
   * prefix. Spec: sd-daemon(3), *Logging prefixes*.
   */
  readonly journal: boolean;
}

const syslogLevel: Readonly<Record<LogLevel, number>> = { debug: 7, info: 6, warn: 4, error: 3 };

/**
 * Writes an entry as one line, whatever its texts hold.
 *
 * @param entry What to say. Texts that look like secrets are hidden.
 * @param style How.
 * @returns The line with its line feed.
 */
export function formatLine(entry: LogEntry, style: LineStyle): string {
  const prefix = style.journal ? `<${syslogLevel[entry.level]}>` : "";
  const line = style.format === "json" ? jsonLine(entry, style) : textLine(entry, style);
  return `${prefix}${line}\n`;
}

function textLine(entry: LogEntry, { journal }: LineStyle): string {
  const { atUs, level, component, message } = entry;
  const head = journal ? "" : `${localTime(atUs)} ${level.toUpperCase().padEnd(5)} `;
  const fields = knownFields(entry).map(([key, value]) => ` ${key}=${textValue(value)}`);
  return head + printable(`${component ? `${component}: ` : ""}${hideSecrets(message)}`) +
    fields.join("");
}

function jsonLine(entry: LogEntry, { journal }: LineStyle): string {
  const { atUs, level, component, message } = entry;
  return JSON.stringify({
    ...Object.fromEntries(knownFields(entry)),
    ...(journal ? {} : { time: new Date(atUs / 1000).toISOString() }),
    level,
    ...(component ? { component } : {}),
    message: hideSecrets(message),
  });
}

function knownFields({ fields }: LogEntry): [string, string | number | boolean][] {
  return Object.entries(fields).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (/token|secret|password|authorization/i.test(key)) return [[key, "(hidden)"]];
    return [[key, typeof value === "string" ? hideSecrets(value) : value]];
  });
}

/** Tokens travel in addresses too: `?token=…` and `user:password@`. */
function hideSecrets(text: string): string {
  return text
    .replace(/([?&]token=)[^&\s"']+/gi, "$1(hidden)")
    .replace(/(:\/\/)[^/\s"'@]*@/g, "$1(hidden)@")
    .replace(/\b(Bearer|Basic) [\w+/=.~-]+/g, "$1 (hidden)");
}

function textValue(value: string | number | boolean): string {
  const text = String(value);
  return /^[^\s"=\p{Cc}]+$/u.test(text) ? text : printable(JSON.stringify(text));
}

/** Keeps whoever wrote a text, a camera program or a client, from writing lines of its own. */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (c) => c === "\t" ? " " : `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function localTime(atUs: number): string {
  const date = new Date(atUs / 1000);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.` +
    String(date.getMilliseconds()).padStart(3, "0");
}
