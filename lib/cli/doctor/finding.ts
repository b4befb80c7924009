/** What one check found. */
export interface Finding {
  /** `fail` means that there will be no picture; `warn`, that something could be better. */
  readonly level: "ok" | "warn" | "fail";
  /** What is the case. */
  readonly found: string;
  /** What to do about it, where possible a command to copy. */
  readonly remedy?: string;
}

/** Something that may stand between this machine and a picture. */
export interface Check {
  /** What it looks at, in a word or two. */
  readonly name: string;
  /** Looks; finds nothing where there is nothing to say on this machine. */
  readonly look: () => Finding | undefined | Promise<Finding | undefined>;
  /** Whether it waits for a camera, which may take its time. */
  readonly isPatient?: boolean;
}

/** All is well. */
export function ok(found: string): Finding {
  return { level: "ok", found };
}

/** There will be a picture, but something could be better. */
export function warn(found: string, remedy: string): Finding {
  return { level: "warn", found, remedy };
}

/** There will be no picture. */
export function fail(found: string, remedy: string): Finding {
  return { level: "fail", found, remedy };
}
