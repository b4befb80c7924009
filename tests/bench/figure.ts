/** The figures that a row of the bench comes to, and the table they are printed in. @module */

/** One line of the table. */
export interface Figure {
  /** What was measured, with its unit. */
  readonly what: string;
  /** The yardstick's value, where there is one. */
  readonly yardstick?: number;
  /** picam's value. */
  readonly product: number;
  /** The greatest value of picam's that is good enough. Absent: told for information. */
  readonly limit?: number;
  /** The least value of picam's that is good enough, where more is better. */
  readonly least?: number;
  /** Where the limit comes from, in words. */
  readonly target?: string;
  /** What else went wrong: then the figure does not hold, whatever its value. */
  readonly faults?: string;
}

/** A row's outcome: figures, or why it could not be measured here. */
export interface RowOutcome {
  readonly row: string;
  readonly figures: readonly Figure[];
  readonly skipped?: string;
  /** Every single measurement, for the JSON file. */
  readonly measurements?: unknown;
}

/** Tells whether a figure is good enough; `undefined` if nothing is asked of it. */
export function isHeld(figure: Figure): boolean | undefined {
  if (figure.faults) return false;
  const { product, limit, least } = figure;
  if (limit === undefined && least === undefined) return undefined;
  return product <= (limit ?? Infinity) && product >= (least ?? -Infinity);
}

/** Returns the outcomes as a Markdown table. */
export function tableOf(outcomes: readonly RowOutcome[]): string {
  const head = ["row", "figure", "yardstick", "picam", "ratio", "to reach", "held"];
  const lines = outcomes.flatMap((outcome) =>
    outcome.skipped === undefined
      ? outcome.figures.map((figure) => cellsOf(outcome.row, figure))
      : [[outcome.row, "skipped: " + outcome.skipped, "", "", "", "", "–"]]
  );
  const table = [head, head.map(() => ""), ...lines];
  const widths = head.map((_, column) =>
    Math.max(...table.map((line) => line[column]?.length ?? 0))
  );
  return table.map((line, index) =>
    index === 1
      ? `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`
      : `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`
  ).join("\n");
}

function cellsOf(row: string, figure: Figure): string[] {
  const { what, yardstick, product, target, limit, least, faults } = figure;
  const bound = limit !== undefined ? `≤ ${rounded(limit)}` : `≥ ${rounded(least ?? NaN)}`;
  const held = isHeld(figure);
  return [
    row,
    what,
    yardstick === undefined ? "–" : rounded(yardstick),
    rounded(product),
    yardstick === undefined || yardstick === 0 ? "–" : rounded(product / yardstick),
    limit === undefined && least === undefined ? "–" : `${target ?? ""} (${bound})`.trim(),
    held === undefined ? "–" : held ? "yes" : faults ? `NO: ${faults}` : "NO",
  ];
}

function rounded(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
