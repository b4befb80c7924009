import { quote, UsageError } from "./usage_error.ts";

/** A member of a configuration file. */
export interface FileMember {
  /** Its key. */
  readonly key: string;
  /** Its value's text, or texts where it is a list; of a number the digits as written. */
  readonly texts: readonly string[];
  /** The line of its key, from 1. */
  readonly line: number;
}

const maxLength = 64 * 1024;

// Each begins with something that the others do not, so the first that matches is the right one.
const token =
  /(?<space>[ \t\r\n\uFEFF]+|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)|(?<text>"(?:[^"\\\n]|\\.)*")|(?<bare>[^\s{}[\]:,"/]+)|(?<mark>[{}[\]:,])/suy;

interface Token {
  readonly kind: "text" | "bare" | "mark" | "end";
  readonly source: string;
  readonly line: number;
}

/**
 * Reads a configuration file: one JSON object of texts, numbers, booleans and lists of them, with
 * comments (`//` and between slash-star pairs) and trailing commas.
 *
 * @param source The file's text.
 * @param path The file's name, for messages.
 * @returns Its members, in order.
 * @throws {UsageError} With the line, where it is something else.
 */
export function parseJsonWithComments(source: string, path: string): FileMember[] {
  const parser = new Parser(path);
  if (source.length > maxLength) throw parser.error(1, `is longer than ${maxLength} characters`);
  return parser.parse(source);
}

class Parser {
  readonly #path: string;
  #lines: readonly string[] = [];
  #tokens: Token[] = [];
  #at = 0;

  constructor(path: string) {
    this.#path = path;
  }

  parse(source: string): FileMember[] {
    this.#lines = source.split("\n");
    this.#tokens = this.#cut(source);
    const members = new Map<string, FileMember>();
    this.#mark("{");
    while (!this.#takes("}")) {
      const { line } = this.#peek();
      const key = this.#key();
      if (members.has(key)) throw this.error(line, `has ${quote(key)} twice`);
      this.#mark(":");
      members.set(key, { key, texts: this.#value(), line });
      if (!this.#takes(",") && this.#peek().source !== "}") throw this.#unexpected(", or }");
    }
    if (this.#peek().kind !== "end") throw this.#unexpected("nothing after the last }");
    return [...members.values()];
  }

  error(line: number, words: string): UsageError {
    return new UsageError(`${this.#path}:${line} ${words}`);
  }

  #value(): string[] {
    if (!this.#takes("[")) return [this.#scalar()];
    const texts: string[] = [];
    while (!this.#takes("]")) {
      texts.push(this.#scalar());
      if (!this.#takes(",") && this.#peek().source !== "]") throw this.#unexpected(", or ]");
    }
    return texts;
  }

  #key(): string {
    if (this.#peek().kind !== "text") throw this.#unexpected("a key in quotation marks");
    return this.#scalar();
  }

  #scalar(): string {
    const { kind, source } = this.#peek();
    const isValue = /^(true|false|-?\d+(\.\d+)?([eE][-+]?\d+)?)$/.test(source);
    if (kind !== "text" && !isValue) {
      throw this.#unexpected("a text in quotation marks, a number, true or false");
    }
    const value = kind === "text" ? this.#unquoted(source) : source;
    this.#at++;
    return value;
  }

  #unquoted(source: string): string {
    try {
      return JSON.parse(source);
    } catch {
      throw this.#unexpected("a text with JSON's escapes");
    }
  }

  #mark(mark: string): void {
    if (!this.#takes(mark)) throw this.#unexpected(mark);
  }

  #takes(mark: string): boolean {
    const { kind, source } = this.#peek();
    if (kind !== "mark" || source !== mark) return false;
    this.#at++;
    return true;
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", source: "", line: 1 };
  }

  #unexpected(expected: string): UsageError {
    const { kind, source, line } = this.#peek();
    const found = kind === "end" ? "the end" : this.#shown(source, line);
    return this.error(line, `should have ${expected}, has ${found}`);
  }

  /** A line that speaks of a token may hold one. */
  #shown(source: string, line: number): string {
    const hasSecret = /token/i.test(this.#lines[line - 1] ?? "");
    return hasSecret ? "[secret]" : quote(source.slice(0, 20));
  }

  #cut(source: string): Token[] {
    const tokens: Token[] = [];
    let line = 1;
    for (token.lastIndex = 0; token.lastIndex < source.length;) {
      const at = token.lastIndex;
      const match = token.exec(source);
      if (!match) {
        throw this.error(line, `cannot be read at ${this.#shown(source.slice(at), line)}`);
      }
      const { text, bare } = match.groups ?? {};
      const kind = text === undefined ? bare === undefined ? "mark" : "bare" : "text";
      if (match.groups?.space === undefined) tokens.push({ kind, source: match[0], line });
      line += match[0].split("\n").length - 1;
    }
    return [...tokens, { kind: "end", source: "", line }];
  }
}
