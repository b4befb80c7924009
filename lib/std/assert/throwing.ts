import { AssertionError, suffix } from "./assertion_error.ts";

// The real package types a class to be thrown in this way too: any constructor of an Error.
// deno-lint-ignore no-explicit-any
type ErrorClass<E extends Error> = abstract new (...args: any[]) => E;

interface Expected<E extends Error> {
  readonly errorClass: ErrorClass<E> | undefined;
  readonly msgIncludes: string | undefined;
  readonly msg: string | undefined;
}

/**
 * Fails unless `fn` throws.
 *
 * @param fn What should throw.
 * @param msg Words of the caller's for the failure.
 * @returns What was thrown.
 * @throws {AssertionError} Where nothing was thrown.
 */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/**
 * Fails unless `fn` throws an error of a class, with a text in its message.
 *
 * @param fn What should throw.
 * @param ErrorClass The class that the error must be of.
 * @param msgIncludes Text that its message must hold.
 * @param msg Words of the caller's for the failure.
 * @returns The error.
 * @throws {AssertionError} Where nothing was thrown, or something else.
 */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  // deno-lint-ignore no-explicit-any
  ErrorClass: abstract new (...args: any[]) => E,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  classOrMsg?: ErrorClass<E> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const expected = expectation({ classOrMsg, msgIncludes, msg });
  try {
    fn();
  } catch (error) {
    return check(error, expected);
  }
  throw new AssertionError(`Expected function to throw${suffix(expected.msg)}`);
}

/**
 * Fails unless the promise that `fn` returns rejects.
 *
 * @param fn What should reject.
 * @param msg Words of the caller's for the failure.
 * @returns What it rejected with.
 * @throws {AssertionError} Where it did not reject, or threw before it returned a promise.
 */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/**
 * Fails unless the promise that `fn` returns rejects with an error of a class, with a text in its
 * message.
 *
 * @param fn What should reject.
 * @param ErrorClass The class that the error must be of.
 * @param msgIncludes Text that its message must hold.
 * @param msg Words of the caller's for the failure.
 * @returns The error.
 * @throws {AssertionError} Where it did not reject, or with something else.
 */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  // deno-lint-ignore no-explicit-any
  ErrorClass: abstract new (...args: any[]) => E,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: ErrorClass<E> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const expected = expectation({ classOrMsg, msgIncludes, msg });
  const promise = started(fn, expected.msg);
  try {
    await promise;
  } catch (error) {
    return check(error, expected);
  }
  throw new AssertionError(`Expected function to reject${suffix(expected.msg)}`);
}

function started(fn: () => PromiseLike<unknown>, msg: string | undefined): PromiseLike<unknown> {
  try {
    return fn();
  } catch (cause) {
    throw new AssertionError(`Function throws when expected to reject${suffix(msg)}`, { cause });
  }
}

function expectation<E extends Error>(given: {
  readonly classOrMsg: ErrorClass<E> | string | undefined;
  readonly msgIncludes: string | undefined;
  readonly msg: string | undefined;
}): Expected<E> {
  const { classOrMsg, msgIncludes, msg } = given;
  if (typeof classOrMsg !== "string") return { errorClass: classOrMsg, msgIncludes, msg };
  return { errorClass: undefined, msgIncludes: undefined, msg: classOrMsg };
}

function check<E extends Error>(error: unknown, expected: Expected<E>): unknown {
  const { errorClass, msgIncludes, msg } = expected;
  if (!errorClass) return error;
  if (!(error instanceof Error)) {
    throw new AssertionError(`A non-Error object was thrown or rejected${suffix(msg)}`);
  }
  if (!(error instanceof errorClass)) {
    throw new AssertionError(
      `Expected error to be instance of "${errorClass.name}", but was ` +
        `"${error.constructor.name}" (${error.message})${suffix(msg)}`,
      { cause: error },
    );
  }
  if (msgIncludes !== undefined && !error.message.includes(msgIncludes)) {
    throw new AssertionError(
      `Expected error message to include ${JSON.stringify(msgIncludes)}, but got ` +
        `${JSON.stringify(error.message)}${suffix(msg)}`,
      { cause: error },
    );
  }
  return error;
}
