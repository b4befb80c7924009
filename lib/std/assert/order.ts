import { AssertionError } from "./assertion_error.ts";
import { show } from "./equality.ts";

/**
 * Fails unless `actual > expected`.
 *
 * @param actual The value.
 * @param expected What it must exceed.
 * @param msg What to say instead of the usual message.
 * @throws {AssertionError} Where it does not.
 */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (actual > expected) return;
  throw new AssertionError(msg ?? `Expect ${show(actual)} > ${show(expected)}`);
}

/**
 * Fails unless `actual >= expected`.
 *
 * @param actual The value.
 * @param expected The least that is allowed.
 * @param msg What to say instead of the usual message.
 * @throws {AssertionError} Where it is less.
 */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (actual >= expected) return;
  throw new AssertionError(msg ?? `Expect ${show(actual)} >= ${show(expected)}`);
}

/**
 * Fails unless `actual < expected`.
 *
 * @param actual The value.
 * @param expected What it must stay below.
 * @param msg What to say instead of the usual message.
 * @throws {AssertionError} Where it does not.
 */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (actual < expected) return;
  throw new AssertionError(msg ?? `Expect ${show(actual)} < ${show(expected)}`);
}

/**
 * Fails unless `actual <= expected`.
 *
 * @param actual The value.
 * @param expected The most that is allowed.
 * @param msg What to say instead of the usual message.
 * @throws {AssertionError} Where it is more.
 */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (actual <= expected) return;
  throw new AssertionError(msg ?? `Expect ${show(actual)} <= ${show(expected)}`);
}
