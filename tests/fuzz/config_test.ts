// Whatever command line, environment and file hold: settings, or a UsageError of one line.
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import fc from "fast-check";
import { type Inputs, readCommandLine, UsageError } from "../../lib/config/mod.ts";
import { parseJsonWithComments } from "../../lib/config/json_with_comments.ts";
import { settingRows } from "../../lib/config/settings_table.ts";

const runs = { numRuns: Number(Deno.env.get("FUZZ_RUNS") ?? 300) };

const names = [...settingRows.map(({ name }) => name), "mode", "config", "print-config", "help"];
const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.constantFrom("pattern", "640", "-1.5", "2M", "500ms", "true", "auto", "memory", "0", "a,b"),
  fc.constantFrom("tcp://pi", "https://[::1]:1/ws", "@f", "a.mp4", "%03d.h264", "-", "-30s", "60s"),
  fc.constantFrom("file:x", "ring:/a", "v4l2:/dev/video0", "__proto__", "constructor", "'", '"\\'),
  fc.double().map(String),
);
const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, {
  weight: 1,
  arbitrary: text,
});
const args = fc.array(
  fc.oneof(
    text,
    fc.tuple(name, text).map(([name, value]) => `--${name}=${value}`),
    name.map((each) => `--${each}`),
    name.map((each) => `--no-${each}`),
    fc.constantFrom("--", "-", "-h", "--=", "--mode=doctor", "--config=f"),
    fc.constantFrom("--mode=receive", "--mode=control", "tcp://pi", "pi:8000", "a=1", "status"),
  ),
  { maxLength: 8 },
);
const variable = name.map((each) => `PICAM_${each.toUpperCase().replaceAll("-", "_")}`);
const env = fc.dictionary(variable, text, { maxKeys: 4 });
const member = fc.tuple(name, fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text)));
const file = fc.oneof(
  text,
  fc.array(fc.constantFrom("{", "}", "[", "]", ":", ",", '"a"', "1", "//", "/*", "*/", "\n", '"'))
    .map((tokens) => tokens.join("")),
  fc.array(member, { maxLength: 4 }).map((members) => JSON.stringify(Object.fromEntries(members))),
);

function inputs(args: string[], env: Record<string, string>, file: string): Inputs {
  return { args, env, readTextFile: () => Promise.resolve(file) };
}

function assertOneLine(error: unknown): void {
  assertInstanceOf(error, UsageError, String(error));
  assert(!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(error.message), error.message);
  assert(error.message.length < 1000, error.message);
}

Deno.test("arbitrary flags, variables and files raise only a UsageError of one line", async () => {
  await fc.assert(
    fc.asyncProperty(args, env, file, async (args, env, file) => {
      try {
        await readCommandLine(inputs(args, env, file));
      } catch (error) {
        assertOneLine(error);
      }
    }),
    runs,
  );
});

Deno.test("each single setting, whatever its text, is taken or refused", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...settingRows), text, async (setting, text) => {
      const { name, kind, isArgument, modes: [mode] } = setting;
      const value = isArgument ? text : `--${name}=${text}`;
      try {
        await readCommandLine(inputs([`--mode=${mode}`, value], {}, ""));
        assert(kind.parse(text) !== undefined, value);
      } catch (error) {
        assertOneLine(error);
      }
    }),
    runs,
  );
});

const texts = [
  ...["tcp://pi", "tls://[::1]:1,tcp://b", "http://pi/stream.h264", "@f", "a.mp4", "-,%03d.h264"],
  ...["live", "-30s", "gapless", "60s", "10G", "self-signed", "a.pem,b.pem", "A7".repeat(32)],
  ...["640", "1080", "0", "1", "180", "2.5", "-1.5", "800k", "1234567", "64M", "1500ms", "90m"],
  ...["pattern", "stdin", "file:a \"b\" 'c'", "ring:/a", "v4l2:/dev/video0", "auto", "memory"],
  ...["/run/x/ring", "true", "false", "off", "manual", "default", "json", "debug", "0,0,0.5,1"],
  ...["a.example.org,b", "::1", "--contrast '1 2' \"it's\"", "1536:864:10:P", "h264", "20000us"],
];
const right = settingRows.flatMap(({ name, kind }) =>
  texts.filter((text) => kind.parse(text) !== undefined)
    // A token itself is not printed.
    .filter((text) => !name.endsWith("token") || text.startsWith("@"))
    .map((text) => ({ name, text }))
);
const rightArgs = fc.uniqueArray(fc.constantFrom(...right), { selector: ({ name }) => name })
  .map((given) => given.map(({ name, text }) => `--${name}=${text}`));

Deno.test("the printed configuration of whatever was understood gives the same again", async () => {
  let understood = 0;
  await fc.assert(
    fc.asyncProperty(rightArgs, async (args) => {
      const first = await readCommandLine(inputs(args, {}, "")).catch(assertOneLine);
      if (first?.kind !== "serve") return; // the settings are right, but do not go together
      understood++;
      const printed = await readCommandLine(inputs(["--print-config", ...args], {}, ""));
      assert(printed.kind === "print");
      const again = await readCommandLine(inputs(["--config=f"], {}, printed.text));
      assertEquals(again.kind === "serve" && again.settings, first.settings);
    }),
    runs,
  );
  assert(understood > runs.numRuns / 20, `${understood} of ${runs.numRuns} went together`);
});

Deno.test("whatever JSON.parse takes of a flat object, the configuration's parser takes too", () => {
  const scalar = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const object = fc.dictionary(fc.string({ unit: "binary" }), fc.oneof(scalar, fc.array(scalar)));
  fc.assert(
    fc.property(object, (object) => {
      const members = parseJsonWithComments(JSON.stringify(object, null, 1), "f");
      const expected = Object.entries(JSON.parse(JSON.stringify(object))).map(([key, value]) => [
        key,
        (Array.isArray(value) ? value : [value]).map((each) =>
          typeof each === "string" ? each : JSON.stringify(each)
        ),
      ]);
      assertEquals<unknown>(members.map(({ key, texts }) => [key, texts]), expected);
    }),
    runs,
  );
});
