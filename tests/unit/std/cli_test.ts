// What the project relies on of @std/cli. Holds for the stand-in and for the real package.
import { parseArgs } from "@std/cli";
import { assertEquals } from "@std/assert";

Deno.test("parseArgs reads text, switches and words", () => {
  const args = parseArgs(["--out", "a.txt", "--fast", "7", "--in=b=c", "word"], {
    string: ["out", "in"],
    boolean: ["fast", "slow"],
  });
  assertEquals<unknown>(args, {
    out: "a.txt",
    in: "b=c",
    fast: true,
    slow: false,
    _: [7, "word"],
  });
});

Deno.test("parseArgs keeps text that looks like a number and turns the rest into numbers", () => {
  assertEquals<unknown>(parseArgs(["--a", "1", "--b", "1"], { string: ["a"] }), {
    a: "1",
    b: 1,
    _: [],
  });
});

Deno.test("parseArgs leaves an absent text flag out and gives an empty one as empty", () => {
  const absent = parseArgs([], { string: ["out"] });
  assertEquals(absent.out, undefined);
  assertEquals(parseArgs(["--out"], { string: ["out"] }).out, "");
  assertEquals<unknown>(parseArgs(["--out", "--in", "b"], { string: ["out", "in"] }), {
    out: "",
    in: "b",
    _: [],
  });
});

Deno.test("parseArgs collects repeated flags, or takes the last", () => {
  const args = parseArgs(["--a", "1", "--a=2", "--b", "1", "--b", "2"], {
    string: ["a", "b", "c"],
    collect: ["a", "c"],
  });
  assertEquals<unknown>(args, { a: ["1", "2"], b: "2", c: [], _: [] });
});

Deno.test("parseArgs knows short names, defaults and negation", () => {
  const args = parseArgs(["-o", "x", "--no-color"], {
    string: ["out"],
    boolean: ["color"],
    negatable: ["color"],
    alias: { out: "o" },
    default: { color: true, rate: 30 },
  });
  assertEquals<unknown>(args, { out: "x", o: "x", color: false, rate: 30, _: [] });
});

Deno.test("parseArgs stops at -- and, if told, at the first word", () => {
  assertEquals(parseArgs(["--", "--a", "b"], { boolean: ["a"] })._, ["--a", "b"]);
  assertEquals<unknown>(parseArgs(["run", "--a"], { boolean: ["a"], stopEarly: true }), {
    a: false,
    _: ["run", "--a"],
  });
});

Deno.test("parseArgs reports what it does not know", () => {
  const seen: unknown[][] = [];
  const args = parseArgs(["--a", "--what=1", "word"], {
    boolean: ["a"],
    unknown: (arg: string, key?: string, value?: unknown) => {
      seen.push([arg, key, value]);
      return false;
    },
  });
  assertEquals(seen, [["--what=1", "what", "1"], ["word", undefined, undefined]]);
  assertEquals<unknown>(args, { a: true, _: [] });
});
