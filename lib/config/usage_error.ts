/**
 * The command line, the environment or the configuration file asks for what is not possible. The
 * message is one line that names the setting, its value, what is allowed and, where close, what was
 * probably meant. Whoever catches it prints the message and exits with 2.
 */
export class UsageError extends Error {
  /** The class's name. */
  override readonly name = "UsageError";
}

const shownLength = 80;

/**
 * Quotes a text from outside for a message: no control characters, no line feeds, and not too long.
 *
 * @param text The text.
 * @returns It in quotation marks.
 */
export function quote(text: string): string {
  const shown = text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
  return JSON.stringify(shown).replace(
    /[\p{Cc}\p{Zl}\p{Zp}]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
