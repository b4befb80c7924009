import { AssertionError, suffix } from "./assertion_error.ts";
import { equal } from "./equal.ts";

const maxShownLines = 200;

/**
 * Fails unless both values are deeply equal.
 *
 * @param actual What came out.
 * @param expected What should have.
 * @param msg Words of the caller's for the failure.
 * @throws {AssertionError} Where they differ; the message shows the lines that do.
 */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  throw new AssertionError(
    `Values are not equal${suffix(msg)}\n${difference(actual, expected)}`,
  );
}

/**
 * Fails if both values are deeply equal.
 *
 * @param actual What came out.
 * @param expected What should not have.
 * @param msg Words of the caller's for the failure.
 * @throws {AssertionError} Where they are equal.
 */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(`Expected actual: ${show(actual)} not to be equal${suffix(msg)}`);
}

/**
 * Fails unless both are the same value by `Object.is`.
 *
 * @param actual What came out.
 * @param expected What should have.
 * @param msg Words of the caller's for the failure.
 * @throws {AssertionError} Where they are not the same.
 */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  throw new AssertionError(
    `Values are not strictly equal${suffix(msg)}\n${difference(actual, expected)}`,
  );
}

/**
 * Fails unless two numbers lie close together.
 *
 * @param actual What came out.
 * @param expected What should have.
 * @param tolerance Largest difference allowed; by default a ten-millionth of `expected`.
 * @param msg Words of the caller's for the failure.
 * @throws {AssertionError} Where they lie further apart, or one is not a number.
 */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  const allowed = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  const delta = Math.abs(expected - actual);
  if (delta <= allowed) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to be close to "${expected}": ` +
      `delta "${delta}" is greater than "${allowed}"${suffix(msg)}`,
  );
}

/** Renders a value for a failure's message. */
export function show(value: unknown): string {
  return Deno.inspect(value, {
    depth: 20,
    sorted: true,
    iterableLimit: maxShownLines,
    strAbbreviateSize: 10_000,
  });
}

/** Shows what differs: the lines that both share at the start and at the end are left out. */
function difference(actual: unknown, expected: unknown): string {
  const a = show(actual).split("\n");
  const b = show(expected).split("\n");
  let start = 0;
  while (start < Math.min(a.length, b.length) - 1 && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start - 1 && a.at(-1 - end) === b.at(-1 - end)) end++;
  return [
    ...a.slice(Math.max(0, start - 2), start).map((line) => `    ${line}`),
    ...mark("-", a.slice(start, a.length - end)),
    ...mark("+", b.slice(start, b.length - end)),
    "    (- actual, + expected)",
  ].join("\n");
}

function mark(sign: string, lines: string[]): string[] {
  const shown = lines.slice(0, maxShownLines).map((line) => `${sign}   ${line}`);
  return lines.length > shown.length ? [...shown, `${sign}   …`] : shown;
}
