import type { Kind } from "./kind.ts";
import type { AllSettings, Mode } from "./settings.ts";

/** One row of the table: all that is to be known of a setting. */
export interface Setting<T = unknown> {
  /** Its name: `--name`, `PICAM_NAME`, and its key in a configuration file. */
  readonly name: string;
  /** Whether the command line has it as a word of its own, not as a flag. */
  readonly isArgument?: boolean;
  /** Heading that help puts it under. */
  readonly group: string;
  /** Modes that have it. */
  readonly modes: readonly Mode[];
  /** What values it takes. */
  readonly kind: Kind<T>;
  /** What it does, for help. */
  readonly help: string;
  /** Its value where nobody gave one; a text is read by `kind`. Absent: the setting is then unset. */
  readonly fallback?: string;
  /** What help says of its being unset. */
  readonly unsetWords?: string;
  /** Its value where nobody gave one, from other settings. */
  readonly derive?: {
    /** What help says of it. */
    readonly words: string;
    /** Makes it, from those that are given, have a default of their own, or are derived further up. */
    readonly from: (others: Partial<AllSettings>) => T;
  };
}

/** Rows for some of the settings. */
export type Rows<K extends keyof AllSettings> = {
  readonly [N in K]-?: Setting<NonNullable<AllSettings[N]>>;
};

/** What serves, or is looked at by doctor as it would serve. */
export const served: readonly Mode[] = ["serve", "doctor"];
