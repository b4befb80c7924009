import { assertEquals } from "@std/assert";
import { parseRange } from "../../../lib/serve/byte_range.ts";

const cases: [string | undefined, ReturnType<typeof parseRange>][] = [
  [undefined, undefined],
  ["bytes=0-0", { first: 0, last: 0 }],
  ["bytes=0-99", { first: 0, last: 99 }],
  ["bytes=90-200", { first: 90, last: 99 }],
  ["bytes=50-", { first: 50, last: 99 }],
  ["bytes=-1", { first: 99, last: 99 }],
  ["bytes=-500", { first: 0, last: 99 }],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=100-", "unsatisfiable"],
  ["bytes=100-200", "unsatisfiable"],
  ["bytes=5-4", undefined],
  ["bytes=-", undefined],
  ["bytes=0-1,4-5", undefined],
  ["lines=0-1", undefined],
  ["bytes=a-b", undefined],
];

for (const [header, expected] of cases) {
  Deno.test(`of 100 bytes, range ${header}`, () => assertEquals(parseRange(header, 100), expected));
}
