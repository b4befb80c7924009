/** Somewhere does not give what it is asked for; a link acts on whether it is to be asked again. */
export class OpenError extends Error {
  /** The class's name. */
  override readonly name = "OpenError";
  /** Whether there is no use in asking again. */
  readonly isFinal: boolean;
  /** After how long it wants to be asked again, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  /** Says why, and what to do. */
  constructor(
    message: string,
    options: { readonly isFinal?: boolean; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(message);
    this.isFinal = options.isFinal ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}
