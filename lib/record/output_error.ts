/**
 * Why an output ended by itself: `full` no space, `forbidden` no permission, `ended` whoever took the
 * frames has gone (a player that was closed, the other end of a pipe), `failed` anything else.
 */
export type OutputErrorKind = "full" | "forbidden" | "ended" | "failed";

/** An output cannot go on. What it had written is complete; nothing more is taken. */
export class OutputError extends Error {
  /** The class's name. */
  override readonly name = "OutputError";
  /** What the caller may act on. */
  readonly kind: OutputErrorKind;
  /** The file or the player. */
  readonly path: string;

  /**
   * Makes one.
   *
   * @param message One line: what failed, why, and what to do.
   * @param options What the caller may act on, where it happened, and what was thrown.
   */
  constructor(
    message: string,
    options: { readonly kind: OutputErrorKind; readonly path: string; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.kind = options.kind;
    this.path = options.path;
  }
}

/**
 * Makes an {@linkcode OutputError} of what the system said.
 *
 * @param error What was thrown.
 * @param options The file or folder, and what was tried with it: "write", "open" …
 */
export function toOutputError(
  error: unknown,
  { path, attempt }: { readonly path: string; readonly attempt: string },
): OutputError {
  const [kind, why] = explain(error);
  return new OutputError(`Cannot ${attempt} ${path}: ${why}`, { kind, path, cause: error });
}

function explain(error: unknown): [OutputErrorKind, string] {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (code === "ENOSPC") return ["full", "the disk is full; free some space, or limit with --keep"];
  if (code === "EDQUOT") {
    return ["full", "the quota is used up; free some space, or limit with --keep"];
  }
  if (code === "EFBIG") return ["full", "the file is too large for this disk; cut with --segment"];
  if (code === "EROFS") return ["forbidden", "the disk is mounted read-only; choose another"];
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return ["forbidden", "permission denied; choose another folder, or give its owner's rights"];
  }
  if (error instanceof Deno.errors.BrokenPipe) return ["ended", "the other end has closed it"];
  return ["failed", error instanceof Error ? error.message : String(error)];
}
