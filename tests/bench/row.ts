/** What a row of the bench is: one file each, one line of the design's table of figures. @module */
import type { RowOutcome } from "./figure.ts";
import type { Tools } from "./tools.ts";

/** How long and how often to measure. */
export interface Effort {
  /** Turns of yardstick and product. */
  readonly rounds: number;
  /** Length of one measurement's window. */
  readonly windowMs: number;
  /** Length of the rows that take long, minutes. */
  readonly minutes: number;
  /** Clients of the fan-out rows. */
  readonly clients: number;
  /** Folder of pictures for the row isp-quality; the repository's crops where there is none. */
  readonly kodak?: string;
}

/** A row: its name on the command line, and how it is measured. */
export interface Row {
  readonly name: string;
  readonly title: string;
  measure(tools: Tools, effort: Effort): Promise<Omit<RowOutcome, "row">>;
}
