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

/** What receiving and commanding refuse before anything is dialled. */
const remote: { name: string; args: string[]; words: RegExp }[] = [
  {
    name: "a URL of another protocol",
    args: ["--mode", "receive", "rtsp://pi/cam"],
    words:
      /^picam: URL must be tcp:\/\/HOST:5000, .* is "rtsp:\/\/pi\/cam": did you mean tcp:\/\/pi\?/,
  },
  {
    name: "a URL beside --listen",
    args: ["--mode", "receive", "pi", "--listen", "5000"],
    words: /--listen 5000 waits for cameras, URL tcp:\/\/pi:5000 dials one/,
  },
  {
    name: "a token file that is not there",
    args: ["--mode", "receive", "tcp://127.0.0.1:1", "--output", "a.mp4", "--token", "@/no/such"],
    words: /--token @\/no\/such: there is no such file/,
  },
  {
    name: "a CA file that is not there",
    args: ["--mode", "receive", "tls://127.0.0.1:1", "--output", "a.mp4", "--ca", "/no/such"],
    words: /--ca \/no\/such: there is no such file/,
  },
  {
    name: "a method that is misspelt",
    args: ["--mode", "control", "pi", "stream.strat"],
    words: /METHOD must be .* is "stream\.strat": did you mean stream\.start\?/,
  },
  {
    name: "control without a method",
    args: ["--mode", "control", "pi"],
    words: /--mode control needs a URL and a METHOD/,
  },
];

for (const { name, args, words } of remote) {
  Deno.test(`${name} is told in one line, before anything is dialled: exit code 2`, async () => {
    const end = await runPicam(args);
    assertEquals([end.code, end.stdout], [2, ""], end.stderr);
    assertMatch(end.stderr, /^picam: [^\n]*\n$/);
    assertMatch(end.stderr, words);
  });
}

Deno.test("each mode's help is printed, and says how it is used", async () => {
  for (const mode of ["serve", "receive", "control", "doctor"]) {
    const end = await runPicam(["--mode", mode, "--help"]);
    assertEquals([end.code, end.stderr], [0, ""]);
    assertMatch(end.stdout, new RegExp(`^Usage: picam \\[?--mode ${mode}\\b`, "m"));
  }
});
