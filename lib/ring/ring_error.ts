/** A ring cannot be where it was asked to be; the message names the path and the remedy. */
export class RingError extends Error {
  /** The class's name. */
  override readonly name = "RingError";
}

/** Words of the system's error. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What to do when a place will not serve. */
export const elsewhere = "Choose another place with --ring PATH, or use --ring memory.";
