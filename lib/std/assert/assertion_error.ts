/** What a failed assertion throws. */
export class AssertionError extends Error {
  /**
   * Makes the error.
   *
   * @param message What was expected and what was found.
   * @param options The error's cause, if it has one.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

/** Ends a sentence with the caller's own words, where it gave some. */
export function suffix(msg: string | undefined): string {
  return msg ? `: ${msg}` : ".";
}
