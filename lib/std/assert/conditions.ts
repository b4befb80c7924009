import { AssertionError, suffix } from "./assertion_error.ts";
import { show } from "./equality.ts";

/**
 * Fails unless `expr` is truthy.
 *
 * @param expr What should hold.
 * @param msg What to say where it does not.
 * @throws {AssertionError} Where it does not hold.
 */
export function assert(expr: unknown, msg: string = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/**
 * Fails unless `expr` is falsy.
 *
 * @param expr What should not hold.
 * @param msg What to say where it does.
 * @throws {AssertionError} Where it holds.
 */
export function assertFalse(
  expr: unknown,
  msg: string = "",
): asserts expr is false | 0 | 0n | "" | null | undefined {
  if (expr) throw new AssertionError(msg);
}

/**
 * Fails if `actual` is `null` or `undefined`.
 *
 * @param actual What should be there.
 * @param msg Words of the caller's for the failure.
 * @throws {AssertionError} Where it is not there.
 */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual !== undefined && actual !== null) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to not be null or undefined${suffix(msg)}`,
  );
}

/**
 * Fails unless `actual` was made by a class.
 *
 * @param actual The object.
 * @param expectedType The class.
 * @param msg Words of the caller's for the failure.
 * @throws {AssertionError} Where it is something else.
 */
// deno-lint-ignore no-explicit-any
export function assertInstanceOf<T extends abstract new (...args: any[]) => any>(
  actual: unknown,
  expectedType: T,
  msg: string = "",
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  throw new AssertionError(
    `Expected object to be an instance of "${expectedType.name}" but was ${show(actual)}` +
      suffix(msg),
  );
}

/**
 * Fails unless a text holds another.
 *
 * @param actual The text.
 * @param expected What it must hold.
 * @param msg Words of the caller's for the failure.
 * @throws {AssertionError} Where it does not.
 */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(`Expected actual: "${actual}" to contain: "${expected}"${suffix(msg)}`);
}

/**
 * Fails unless a text matches a pattern.
 *
 * @param actual The text.
 * @param expected The pattern.
 * @param msg Words of the caller's for the failure.
 * @throws {AssertionError} Where it does not match.
 */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) return;
  throw new AssertionError(`Expected actual: "${actual}" to match: "${expected}"${suffix(msg)}`);
}

/**
 * Fails always.
 *
 * @param msg Why.
 * @throws {AssertionError} Always.
 */
export function fail(msg?: string): never {
  throw new AssertionError(`Failed assertion${suffix(msg)}`);
}
