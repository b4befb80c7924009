/** Stand-in for `@std/assert`: see `../README.md`. @module */
export { AssertionError } from "./assertion_error.ts";
export {
  assert,
  assertExists,
  assertFalse,
  assertInstanceOf,
  assertMatch,
  assertStringIncludes,
  fail,
} from "./conditions.ts";
export { equal } from "./equal.ts";
export {
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertStrictEquals,
} from "./equality.ts";
export { assertGreater, assertGreaterOrEqual, assertLess, assertLessOrEqual } from "./order.ts";
export { assertRejects, assertThrows } from "./throwing.ts";
