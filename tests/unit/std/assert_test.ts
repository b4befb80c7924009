// What the project relies on of @std/assert. Holds for the stand-in and for the real package.
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  equal,
  fail,
} from "@std/assert";

function failure(fn: () => void): AssertionError {
  try {
    fn();
  } catch (error) {
    if (error instanceof AssertionError) return error;
    throw error;
  }
  throw new Error(`did not fail: ${fn}`);
}

const cyclic: Record<string, unknown> = { a: 1 };
cyclic.self = cyclic;
const cyclicToo: Record<string, unknown> = { a: 1 };
cyclicToo.self = cyclicToo;

const equalPairs: [string, unknown, unknown][] = [
  ["numbers", 1, 1],
  ["NaN", NaN, NaN],
  ["zero and minus zero", 0, -0],
  ["big integers", 2n ** 70n, 2n ** 70n],
  ["nested objects", { a: [1, { b: "x" }] }, { a: [1, { b: "x" }] }],
  ["members in another order", { a: 1, b: 2 }, { b: 2, a: 1 }],
  ["an object without a prototype", Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ["bytes", new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  ["views at different offsets", new Uint8Array([0, 1, 2]).subarray(1), new Uint8Array([1, 2])],
  ["maps", new Map([["a", { b: 1 }]]), new Map([["a", { b: 1 }]])],
  ["sets in another order", new Set([1, 2]), new Set([2, 1])],
  ["dates", new Date(5), new Date(5)],
  ["patterns", /a/g, /a/g],
  ["addresses", new URL("http://a/b"), new URL("http://a/b")],
  ["cycles", cyclic, cyclicToo],
];

const unequalPairs: [string, unknown, unknown][] = [
  ["a number and its text", 1, "1"],
  ["null and undefined", null, undefined],
  ["an absent member and an undefined one", {}, { a: undefined }],
  ["two members of which one differs", { a: undefined }, { b: undefined }],
  ["arrays of other lengths", [1, 2], [1, 2, 3]],
  ["an array and an object", [1], { 0: 1 }],
  ["bytes", new Uint8Array([1, 2]), new Uint8Array([1, 3])],
  ["views of other kinds", new Uint8Array([1]), new Uint16Array([1])],
  ["maps", new Map([["a", 1]]), new Map([["a", 2]])],
  ["sets", new Set([1, 2]), new Set([1, 3])],
  ["dates", new Date(5), new Date(6)],
  ["patterns", /a/g, /a/i],
  ["deep members", { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }],
];

Deno.test("assertEquals takes deeply equal values", () => {
  for (const [name, a, b] of equalPairs) {
    assertEquals(a, b, name);
    assert(equal(a, b), name);
    failure(() => assertNotEquals(a, b, name));
  }
});

Deno.test("assertEquals fails where values differ anywhere", () => {
  for (const [name, a, b] of unequalPairs) {
    const error = failure(() => assertEquals(a, b, name));
    assertStringIncludes(error.message, "Values are not equal");
    assertStringIncludes(error.message, name);
    assertNotEquals(a, b, name);
    assertFalse(equal(a, b), name);
  }
});

Deno.test("assertEquals shows what differs", () => {
  const { message } = failure(() => assertEquals({ a: 1, b: "left" }, { a: 1, b: "right" }));
  assertStringIncludes(message, "left");
  assertStringIncludes(message, "right");
});

Deno.test("assertStrictEquals goes by Object.is", () => {
  const one = {};
  assertStrictEquals(one, one);
  assertStrictEquals(NaN, NaN);
  failure(() => assertStrictEquals({}, {}));
  failure(() => assertStrictEquals(0, -0));
});

Deno.test("assertAlmostEquals allows a difference", () => {
  assertAlmostEquals(0.1 + 0.2, 0.3);
  assertAlmostEquals(10, 11, 1);
  assertAlmostEquals(Infinity, Infinity);
  failure(() => assertAlmostEquals(1, 1.001));
  failure(() => assertAlmostEquals(10, 11.5, 1));
  failure(() => assertAlmostEquals(NaN, 1, 5));
});

Deno.test("conditions pass or fail", () => {
  assert("x");
  failure(() => assert(0));
  assertStringIncludes(failure(() => assert(false, "why")).message, "why");
  assertFalse("");
  failure(() => assertFalse(1));
  assertExists(0);
  failure(() => assertExists(null));
  failure(() => assertExists(undefined));
  assertInstanceOf(new TypeError(), Error);
  failure(() => assertInstanceOf(new Error(), TypeError));
  assertStringIncludes("abc", "b");
  failure(() => assertStringIncludes("abc", "d"));
  assertMatch("abc", /b/);
  failure(() => assertMatch("abc", /d/));
  assertStringIncludes(failure(() => fail("why")).message, "why");
});

Deno.test("comparisons pass or fail at the limit", () => {
  assertGreater(2, 1);
  failure(() => assertGreater(1, 1));
  assertGreaterOrEqual(1, 1);
  failure(() => assertGreaterOrEqual(0, 1));
  assertLess(1, 2);
  failure(() => assertLess(1, 1));
  assertLessOrEqual(1, 1);
  failure(() => assertLessOrEqual(2, 1));
});

Deno.test("assertions narrow types", () => {
  const text = "a" as string | undefined;
  assertExists(text);
  assertEquals(text.length, 1);
  const error = new RangeError("x") as unknown;
  assertInstanceOf(error, RangeError);
  assertEquals(error.message, "x");
});

Deno.test("assertThrows returns what was thrown and checks class and message", () => {
  const throws = () => {
    throw new TypeError("bad value 7");
  };
  assertEquals(assertThrows(throws, TypeError, "value 7").message, "bad value 7");
  assertInstanceOf(assertThrows(throws), TypeError);
  assertInstanceOf(assertThrows(throws, Error), TypeError);
  failure(() => assertThrows(() => {}));
  failure(() => assertThrows(throws, RangeError));
  failure(() => assertThrows(throws, TypeError, "value 8"));
  assertStringIncludes(failure(() => assertThrows(() => {}, "why")).message, "why");
  failure(() =>
    assertThrows(() => {
      throw "no error";
    }, Error)
  );
});

Deno.test("assertRejects returns what was thrown and checks class and message", async () => {
  const rejects = () => Promise.reject(new TypeError("bad value 7"));
  const error = await assertRejects(rejects, TypeError, "value 7");
  assertEquals(error.message, "bad value 7");
  assertInstanceOf(await assertRejects(rejects), TypeError);
  await assertRejects(() => assertRejects(() => Promise.resolve()), AssertionError);
  await assertRejects(() => assertRejects(rejects, RangeError), AssertionError);
  await assertRejects(() => assertRejects(rejects, TypeError, "value 8"), AssertionError);
  await assertRejects(
    () =>
      assertRejects(() => {
        throw new Error("at once");
      }),
    AssertionError,
  );
});

Deno.test("an AssertionError is an Error with a name and a cause", () => {
  const cause = new Error("first");
  const error = new AssertionError("second", { cause });
  assertInstanceOf(error, Error);
  assertEquals(error.name, "AssertionError");
  assertStrictEquals(error.cause, cause);
});
