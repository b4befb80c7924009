/** Measurements of several plans by turns, so that a slow minute of the machine meets all alike. @module */

/**
 * Runs each of `plans` once per round, in order: yardstick, product, yardstick, product …
 *
 * @param plans What to run, by name.
 * @param options `rounds`: how often; `run`: runs one of them.
 * @returns Each plan's results, one per round.
 */
export async function byTurns<Name extends string, Plan, Result>(
  plans: Readonly<Record<Name, Plan>>,
  options: { rounds: number; run: (plan: Plan) => Promise<Result> },
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(plans) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    Result[]
  >;
  for (let round = 0; round < options.rounds; round++) {
    for (const name of names) results[name].push(await options.run(plans[name]));
  }
  return results;
}

/** Returns the middle one of `values`, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
