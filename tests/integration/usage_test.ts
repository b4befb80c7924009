import { assertEquals, assertMatch } from "@std/assert";
import { runPicam } from "../support/picam.ts";

/** What the settings allow and the source cannot do. */
const cases: { name: string; args: string[]; words: RegExp }[] = [
  {
    name: "a bit rate too low for the pattern camera's size",
    args: ["--source", "pattern", "--bitrate", "25k"],
    words: /--bitrate must be at least \d+ for 1280 x 720 .* is 25000: .*--width/,
  },
  {
    name: "a rate of key frames that the bit rate does not hold",
    args: ["--source", "pattern", "--width", "1920", "--height", "1080", "--intra", "1"],
    words: /--bitrate must be at least \d+ .* key picture every 1, is 2000000/,
  },
];

for (const { name, args, words } of cases) {
  Deno.test(`${name} is told in one line, before anything is started: exit code 2`, async () => {
    const ports = ["--http-port", "auto", "--raw-port", "auto", "--host", "127.0.0.1"];
    const end = await runPicam([...args, "--ring", "memory", ...ports]);
    assertEquals([end.code, end.stdout], [2, ""], end.stderr);
    assertMatch(end.stderr, /^picam: [^\n]*\n$/);
    assertMatch(end.stderr, words);
  });
}
