import { UsageError } from "../config/mod.ts";
import { encodeTime, isTimeField, timeFieldExpression } from "./time_fields.ts";

/** One piece of a pattern between slashes: text, or what is filled in. */
type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "time"; readonly field: string }
  | { readonly kind: "count"; readonly digits: number };

/** What a name is made of. */
export interface NameParts {
  /** Capture time of the first frame: Unix time, microseconds. */
  readonly captureUs: number;
  /** What `%03d` becomes. */
  readonly count: number;
  /** Told apart from a file that is there already by this number; 0 is none. */
  readonly copy: number;
}

/**
 * A file name with places to fill in: `%03d` a number, strftime's fields (`%Y%m%d-%H%M%S`) the capture
 * time of the first frame in local time, `{name}` the stream's name, `%%` a percent sign. Folders may
 * have them as well.
 */
export class NamePattern {
  /** The pattern as it was given. */
  readonly target: string;
  /** Whether it has a number to count by. */
  readonly counts: boolean;
  /** The ending, in small letters, with its dot; empty where there is none. */
  readonly ending: string;
  /** The ending as it was written. */
  readonly #suffix: string;
  readonly #pieces: readonly (readonly Token[])[];

  /**
   * Reads a pattern.
   *
   * @param target The pattern; folders with `/` between them.
   * @param name What `{name}` becomes; what a file's name cannot have is replaced with `_`.
   * @throws {UsageError} If it has a field that there is not, or a number twice or in a folder
   */
  constructor(target: string, name: string) {
    this.target = target;
    const named = target.replaceAll("{name}", () => safeName(name).replaceAll("%", "%%"));
    this.#pieces = named.split("/").map((piece) => tokensOf(piece, target));
    const counts = this.#pieces.map((piece) => piece.filter(({ kind }) => kind === "count").length);
    const inName = counts.pop() ?? 0;
    if (inName > 1 || counts.some((count) => count > 0)) {
      throw new UsageError(
        `Cannot use the name ${JSON.stringify(target)}: %03d may stand once, behind the last "/"`,
      );
    }
    this.counts = inName > 0;
    this.#suffix = /\.[A-Za-z0-9]+$/.exec(named)?.[0] ?? "";
    this.ending = this.#suffix.toLowerCase();
  }

  /** The folder in front of the first piece that has something to fill in; empty for the current one. */
  get fixedFolder(): string {
    const folders = this.#pieces.slice(0, this.#fixedPieces());
    return folders.map((piece) => piece.map(textOf).join("")).join("/") +
      (folders.length > 0 ? "/" : "");
  }

  /** Fills it in. */
  format({ captureUs, count, copy }: NameParts): string {
    const date = new Date(captureUs / 1000);
    const path = this.#pieces.map((piece) =>
      piece.map((token) => {
        if (token.kind === "text") return token.text;
        if (token.kind === "time") return encodeTime(token.field, date);
        return String(count).padStart(token.digits, "0");
      }).join("")
    ).join("/");
    if (copy === 0) return path;
    const stem = path.slice(0, path.length - this.#suffix.length);
    return `${stem}-${copy}${this.#suffix}`;
  }

  /**
   * Expressions for what is below {@linkcode fixedFolder}, folder by folder, the file's last. The
   * group `count` is the number, of the file's alone.
   */
  expressions(): RegExp[] {
    const pieces = this.#pieces.slice(this.#fixedPieces());
    return pieces.map((piece, i) => {
      const isFile = i === pieces.length - 1;
      const source = piece.map(expressionOf).join("");
      if (!isFile) return new RegExp(`^${source}$`);
      const suffix = escape(this.#suffix);
      const stem = source.slice(0, source.length - suffix.length);
      return new RegExp(`^${stem}(?:-[1-9]\\d*)?${suffix}$`);
    });
  }

  #fixedPieces(): number {
    const first = this.#pieces.findIndex((piece) => piece.some(({ kind }) => kind !== "text"));
    return first < 0 ? this.#pieces.length - 1 : first;
  }
}

function tokensOf(piece: string, target: string): Token[] {
  const tokens: Token[] = [];
  for (const [text] of piece.matchAll(/%0\d+d|%.?|[^%]+/g)) {
    const digits = /^%0(\d+)d$/.exec(text)?.[1];
    if (digits !== undefined && Number(digits) <= 9) {
      tokens.push({ kind: "count", digits: Number(digits) });
    } else if (text === "%%") tokens.push({ kind: "text", text: "%" });
    else if (!text.startsWith("%")) tokens.push({ kind: "text", text });
    else if (isTimeField(text.slice(1))) tokens.push({ kind: "time", field: text.slice(1) });
    else throw new UsageError(unknownField(text, target));
  }
  return tokens;
}

function unknownField(text: string, target: string): string {
  return `Cannot use the name ${JSON.stringify(target)}: ${
    JSON.stringify(text)
  } is none of %03d, ` +
    "%Y %y %m %d %H %M %S %j %s %F, and %% for a percent sign";
}

function textOf(token: Token): string {
  return token.kind === "text" ? token.text : "";
}

function expressionOf(token: Token): string {
  if (token.kind === "text") return escape(token.text);
  if (token.kind === "time") return timeFieldExpression(token.field);
  return `(?<count>\\d{${token.digits},})`;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** A name that is one piece of a path on every system. */
function safeName(name: string): string {
  // deno-lint-ignore no-control-regex
  return name.replace(/[\x00-\x1f\x7f/\\:*?"<>|]/g, "_").replace(/^\.+/, "_") || "_";
}
