import { assertEquals, assertThrows } from "@std/assert";
import { parseFlags } from "../../../lib/config/flags.ts";
import { UsageError } from "../../../lib/config/mod.ts";

const shapes = [
  { name: "width", takesValue: true, repeats: false },
  { name: "ev", takesValue: true, repeats: false },
  { name: "camera-args", takesValue: true, repeats: false },
  { name: "allow-host", takesValue: true, repeats: true },
  { name: "token", takesValue: true, repeats: false, mask: () => "[secret]" },
  { name: "hflip", takesValue: false, repeats: false },
];

const understood: [args: string[], expected: Record<string, string[]>, words?: string[]][] = [
  [[], {}],
  [["--"], {}],
  [["word", "--width", "5", "-"], { width: ["5"] }, ["word", "-"]],
  [["--hflip", "word"], { hflip: ["true"] }, ["word"]],
  [[""], {}, [""]],
  [["a", "--", "--width", "5", "--"], {}, ["a", "--width", "5", "--"]],
  [["--width", "640"], { width: ["640"] }],
  [["--width=640"], { width: ["640"] }],
  [["--width="], { width: [""] }],
  [["--width", ""], { width: [""] }],
  [["--width=a=b"], { width: ["a=b"] }],
  [["--ev", "-1.5"], { ev: ["-1.5"] }],
  [["--camera-args", "--contrast 1.2"], { "camera-args": ["--contrast 1.2"] }],
  [["--camera-args=--hflip"], { "camera-args": ["--hflip"] }],
  [["--hflip", "--width", "5"], { hflip: ["true"], width: ["5"] }],
  [["--no-hflip"], { hflip: ["false"] }],
  [["--hflip=false"], { hflip: ["false"] }],
  [["--allow-host", "a", "--allow-host=b"], { "allow-host": ["a", "b"] }],
];

Deno.test("flags are cut from a command line", () => {
  for (const [args, expected, expectedWords = []] of understood) {
    const { flags, words } = parseFlags(args, shapes);
    assertEquals(Object.fromEntries(flags), expected, args.join(" "));
    assertEquals(words, expectedWords, args.join(" "));
  }
});

const refused: [args: string[], message: string][] = [
  [["--widht", "5"], 'Unknown flag "--widht": did you mean --width?'],
  [["-width", "5"], 'Unknown flag "-width": did you mean --width?'],
  [["--no-width"], 'Unknown flag "--no-width": did you mean --width?'],
  [["--quality", "5"], 'Unknown flag "--quality"; see picam --help'],
  [["--constructor"], 'Unknown flag "--constructor"; see picam --help'],
  [["--=5"], 'Unknown flag "--=5"; see picam --help'],
  [["--width"], "--width needs a value"],
  [
    ["--width", "--hflip"],
    "--width needs a value; to give it one that begins with --, write --width=VALUE",
  ],
  [["--width", "5", "--width=6"], '--width is given twice ("5", "6"): give it once'],
  [["--hflip", "--no-hflip"], "--hflip is given twice: give it once"],
  [["--no-hflip=1"], '--no-hflip takes no value, is "1"'],
  [
    ["--token", "geheim", "--token=strengst"],
    '--token is given twice ("[secret]", "[secret]"): give it once',
  ],
];

Deno.test("what cannot be understood is named, with what was probably meant", () => {
  for (const [args, message] of refused) {
    assertEquals(assertThrows(() => parseFlags(args, shapes), UsageError).message, message);
  }
});
