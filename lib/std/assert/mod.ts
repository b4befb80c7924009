/** Stand-in for `@std/assert`: see `../README.md`. @module */
import nodeAssert from "node:assert";

/** Fails unless `expression` is truthy. */
export function assert(expression: unknown, message?: string): asserts expression {
  nodeAssert.ok(expression, message);
}
