/**
 * Finds what somebody probably meant.
 *
 * @param word What they wrote.
 * @param candidates What there is.
 * @returns The candidate that is at most a third of its letters away, or the only one that begins
 * with the word; `undefined` where none is close.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const written = normal(word);
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(written, normal(candidate)) }))
    .filter(({ candidate, distance }) => distance <= tolerance(candidate))
    .toSorted((a, b) => a.distance - b.distance);
  if (ranked[0]) return ranked[0].candidate;
  const longer = candidates.filter((candidate) => normal(candidate).startsWith(written));
  return written.length >= 2 && longer.length === 1 ? longer[0] : undefined;
}

/** Words for a message: `: did you mean X?`, or nothing where nothing is close. */
export function didYouMean(meant: string | undefined): string {
  return meant === undefined ? "" : `: did you mean ${meant}?`;
}

function tolerance(candidate: string): number {
  return Math.max(1, Math.min(3, Math.floor(candidate.length / 3)));
}

/** `httpPort`, `HTTP_PORT` and `http-port` are spelled alike. */
function normal(word: string): string {
  return word.slice(0, 64).replace(/([a-z0-9])([A-Z])/g, "$1-$2").replaceAll("_", "-")
    .toLowerCase();
}

/** Letters to insert, remove, replace or swap with their neighbour to make `a` into `b`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
