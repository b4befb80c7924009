import { assert, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/config/mod.ts";
import { NamePattern } from "../../../lib/record/name_pattern.ts";

/** In local time, as names are. */
const captureUs = new Date(2026, 2, 5, 7, 8, 9).getTime() * 1000;
const parts = { captureUs, count: 7, copy: 0 };

const cases: { target: string; name?: string; path: string }[] = [
  { target: "cam.mp4", path: "cam.mp4" },
  { target: "%Y%m%d-%H%M%S.mp4", path: "20260305-070809.mp4" },
  { target: "a/%F/%y-%j.h264", path: "a/2026-03-05/26-064.h264" },
  { target: "frame_%03d.raw", path: "frame_007.raw" },
  { target: "%01d.raw", path: "7.raw" },
  { target: "%s.mp4", path: `${captureUs / 1e6}.mp4` },
  { target: "{name}-%H.mp4", name: "garden", path: "garden-07.mp4" },
  { target: "{name}/{name}.mp4", name: "../100%d\n", path: "__100%d_/__100%d_.mp4" },
  { target: "100%%.mp4", path: "100%.mp4" },
  { target: "/abs/./x.MP4", path: "/abs/./x.MP4" },
];

for (const { target, name = "camera", path } of cases) {
  Deno.test(`the name ${JSON.stringify(target)} becomes ${JSON.stringify(path)}`, () => {
    assertEquals(new NamePattern(target, name).format(parts), path);
  });
}

Deno.test("a copy's number stands before the ending", () => {
  const format = (target: string) => new NamePattern(target, "x").format({ ...parts, copy: 2 });
  assertEquals(format("v1.0/cam.mp4"), "v1.0/cam-2.mp4");
  assertEquals(format("%03d.RAW"), "007-2.RAW");
});

Deno.test("an unknown field is refused in words", () => {
  for (const target of ["%Q.mp4", "a%", "%3d.mp4", "%00000000012d.mp4"]) {
    assertThrows(() => new NamePattern(target, "x"), UsageError, "is none of %03d");
  }
});

Deno.test("a number stands once, and in the file's name", () => {
  for (const target of ["%03d/x.mp4", "%03d-%03d.mp4"]) {
    assertThrows(() => new NamePattern(target, "x"), UsageError, "may stand once");
  }
});

Deno.test("the expressions know what the pattern names, and nothing else", () => {
  const pattern = new NamePattern("rec/{name}.%Y%m%d/x-%03d.mp4", "a+b");
  const [folder, file, ...more] = pattern.expressions();
  assert(folder && file && more.length === 0);
  assertEquals(pattern.fixedFolder, "rec/");
  const known = (expression: RegExp, names: string[]) => names.filter((it) => expression.test(it));
  assertEquals(known(folder, ["a+b.20260305", "aab.20260305", "a+b.2026030", "xa+b.20260305"]), [
    "a+b.20260305",
  ]);
  const files = [
    "x-000.mp4",
    "x-1234.mp4",
    "x-001-2.mp4",
    "x-01.mp4",
    "x-001.MP4",
    "x-001.mp4.txt",
  ];
  assertEquals(known(file, [...files, "x-001-.mp4", "my x-001.mp4"]), [
    "x-000.mp4",
    "x-1234.mp4",
    "x-001-2.mp4",
  ]);
  assertEquals(file.exec("x-1234-5.mp4")?.groups?.["count"], "1234");
});

Deno.test("the fixed folder ends before the first field", () => {
  const folder = (target: string) => new NamePattern(target, "x").fixedFolder;
  assertEquals(["a.mp4", "/a.mp4", "b/c/a.mp4", "b/%Y/c/a.mp4", "%Y/a.mp4"].map(folder), [
    "",
    "/",
    "b/c/",
    "b/",
    "",
  ]);
});
