import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Invocation, readCommandLine } from "../../../lib/config/mod.ts";

function read(args: string[], given: { env?: Record<string, string>; file?: string } = {}) {
  const { env = {}, file } = given;
  const config = file === undefined ? [] : ["--config", "f.json"];
  return readCommandLine({
    args: [...config, ...args],
    env,
    readTextFile: () => Promise.resolve(file ?? ""),
  });
}

function printed(invocation: Invocation): string {
  return invocation.kind === "print" ? invocation.text : "";
}

const odd = [
  "--source=file:/a \"b\" 'c'",
  "--camera=0",
  "--bitrate=1234567",
  "--lag-limit=2500ms",
  "--allow-host=a",
  "--allow-host=b",
  "--duration=90m",
];

Deno.test("the printed configuration says where each value comes from", async () => {
  const text = printed(
    await read(["--print-config", "--width=640"], {
      env: { PICAM_HEIGHT: "480" },
      file: '{\n  "bitrate": "800k"\n}',
    }),
  );
  const line = (name: string) => text.split("\n").find((each) => each.includes(`"${name}"`)) ?? "";
  assertStringIncludes(line("width"), "640,");
  assertStringIncludes(line("width"), "// flag");
  assertStringIncludes(line("height"), "// environment PICAM_HEIGHT");
  assertStringIncludes(line("bitrate"), '"800k",');
  assertStringIncludes(line("bitrate"), "// file f.json:2");
  assertStringIncludes(line("mode"), "// default");
  assertEquals(line("shutter"), '  // "shutter" is unset');
});

Deno.test("the printed configuration gives the same settings again", async () => {
  const withoutCamera = odd.filter((arg) => !arg.startsWith("--camera"));
  const camera = ["--camera-args", "--a 'b c' \"it's\"", "--shutter=1234567us", "--ev=-1.5"];
  const cases = [[], withoutCamera, camera, ["--ring=/run/x/ring", "--source=stdin"]];
  for (const args of cases) {
    const file = printed(await read([...args, "--print-config"]));
    const { settings: again } = await read([], { file }) as { settings?: unknown };
    const { settings: first } = await read(args) as { settings?: unknown };
    assertEquals(again, first, args.join(" "));
  }
  const doctor = printed(await read(["--mode=doctor", "--print-config"]));
  assertEquals((await read([], { file: doctor })).kind, "doctor");
});

Deno.test("without its comments the printed configuration is plain JSON", async () => {
  const text = printed(await read(["--print-config"]));
  const plain = text.replaceAll(/(^|\s)\/\/.*$/gm, "");
  assertEquals(JSON.parse(plain).bitrate, "2M");
});

Deno.test("a configuration that cannot be is not printed", async () => {
  const error = await read(["--print-config", "--width=1"]).catch((e: Error) => e.name);
  assertEquals(error, "UsageError");
});
