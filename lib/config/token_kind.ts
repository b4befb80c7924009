import type { Kind } from "./kind.ts";

/** Where a token is to be had. */
export type TokenSetting =
  | {
    /** In a file: its first line. */
    readonly kind: "file";
    /** The file's path. */
    readonly path: string;
  }
  | {
    /** It was given itself. */
    readonly kind: "text";
    /** The secret: never to be logged, printed or put into an error's text. */
    readonly secret: GivenSecret;
  };

/** A secret that was given in the clear. Whatever prints or logs it gets `[secret]`. */
export class GivenSecret {
  readonly #text: string;

  /**
   * Keeps a secret.
   *
   * @param text The secret.
   */
  constructor(text: string) {
    this.#text = text;
  }

  /** The secret itself, for whoever compares or sends it. */
  reveal(): string {
    return this.#text;
  }

  /** What is printed instead. */
  toString(): string {
    return secretWord;
  }

  /** What is printed instead. */
  toJSON(): string {
    return secretWord;
  }
}

/** What is printed instead of a secret. */
export const secretWord = "[secret]";

/**
 * What a token's flag takes: `@FILE`, or the token itself.
 * Spec: RFC 6750 2.1 allows less than all that is visible, RFC 7617 more; both ends take this.
 */
export const tokenKind: Kind<TokenSetting> = {
  placeholder: "@FILE",
  allowed: "@FILE, or a token of 1 to 256 visible ASCII characters that does not begin with @",
  range: "",
  mask: (text) => text.startsWith("@") ? text : secretWord,
  parse: (text) => {
    const path = /^@(\P{Cc}{1,4096})$/u.exec(text)?.[1];
    if (path !== undefined) return { kind: "file", path };
    if (text === secretWord || !/^(?!@)[\x21-\x7e]{1,256}$/.test(text)) return undefined;
    return { kind: "text", secret: new GivenSecret(text) };
  },
  format: (token) => token.kind === "file" ? `@${token.path}` : secretWord,
};
