/** Bytes of a whole. */
export interface ByteRange {
  /** The first one. */
  readonly first: number;
  /** The last one. */
  readonly last: number;
}

/**
 * Reads a `Range` header. Spec: RFC 9110 14.1.2, 14.2.
 *
 * @returns The bytes; `undefined` where all are to be sent: without the header, and where it is of
 * another unit, names several ranges or is none; `"unsatisfiable"` for a range beyond the end.
 */
export function parseRange(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | "unsatisfiable" | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  const first = from === "" ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const last = from === "" || to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (from !== "" && to !== "" && Number(to) < first) return undefined;
  return first > last ? "unsatisfiable" : { first, last };
}
