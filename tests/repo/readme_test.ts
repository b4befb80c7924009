import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { exitCode } from "../../lib/cli/exit_code.ts";
import { settingRows } from "../../lib/config/settings_table.ts";
import { defaultProfile } from "../../lib/isp/profile.ts";
import { codeSpans, commandLines, readReadme, tableRows } from "../support/readme.ts";
import { listFiles, topLevel } from "../support/repository.ts";

/** Flags that are no setting, and flags of the scripts below `deploy/`. */
const otherFlags = ["--mode", "--config", "--print-config", "--help", "--version", "--no-NAME"];
const scriptFlags = ["--ring-mount", "--root", "--purge"];

/** Tasks that a text speaks of and `deno.json` does not have. */
function unknownTasks(codes: readonly string[], tasks: Record<string, unknown>): string[] {
  const named = codes.flatMap((code) => [...code.matchAll(/\bdeno(?:@\S+)? task ([\w:]+)/g)]);
  return named.map(([, task = ""]) => task).filter((task) => !(task in tasks));
}

/** Flags that commands of picam in a text have, and that picam does not. */
function unknownFlags(codes: readonly string[]): string[] {
  const known = [...otherFlags, ...scriptFlags, ...settingRows.map(({ name }) => `--${name}`)];
  return codes
    .filter((code) => /^(--\w|.*\bpicam(-pi)? --|.*\btask (start|demo)\b|.*install\.sh)/.test(code))
    .flatMap((code) => [...code.replace(/"[^"]*"/g, "").matchAll(/(?<=\s|^)--[a-z][\w-]*/g)])
    .map(([flag]) => flag)
    .filter((flag) => !known.includes(flag) && !ofPlayers.includes(flag));
}

/** Flags of VLC that the README names by themselves. */
const ofPlayers = ["--network-caching"];

async function readConfig(): Promise<{ tasks: Record<string, unknown> }> {
  return JSON.parse(await Deno.readTextFile(`${topLevel}/deno.json`));
}

Deno.test("every task that the README names is there", async () => {
  const readme = await readReadme();
  const codes = [...commandLines(readme), ...codeSpans(readme)];
  const { tasks } = await readConfig();
  assertGreater(codes.filter((code) => code.includes("task")).length, 5);
  assertEquals(unknownTasks(codes, tasks), []);
  assertEquals(unknownTasks(["npx -y deno@2.9.6 task dmeo", "deno task test"], tasks), ["dmeo"]);
});

Deno.test("README and .ci/run take the same Deno", async () => {
  const versions = async (path: string) =>
    (await Deno.readTextFile(`${topLevel}/${path}`)).match(/deno@[\d.]+\d/g) ?? [];
  const all = [...await versions("README.md"), ...await versions(".ci/run")];
  assertEquals(new Set(all), new Set(["deno@2.9.6"]));
});

Deno.test("every flag that the README names is there", async () => {
  const readme = await readReadme();
  const codes = [...commandLines(readme), ...codeSpans(readme)];
  assertGreater(codes.filter((code) => code.includes("--")).length, 20);
  assertEquals(unknownFlags(codes), []);
  assertEquals(unknownFlags(["picam --widht 640", "--bitrate 2M", "curl -N --foo"]), ["--widht"]);
});

Deno.test("the README's table of options has the defaults of the settings", async () => {
  const rows = tableRows(await readReadme(), "flag");
  assertGreater(rows.length, 15);
  for (const [flag = "", byDefault] of rows) {
    const name = flag.match(/^`--([\w-]+)/)?.[1];
    const setting = settingRows.find((row) => row.name === name);
    assert(setting !== undefined, flag);
    assertEquals(byDefault, setting.fallback ?? "", flag);
  }
});

Deno.test("the README's table of exit codes is the program's", async () => {
  const codes = tableRows(await readReadme(), "exit").map(([code]) => Number(code));
  assertEquals(codes, Object.values(exitCode).sort((a, b) => a - b));
});

Deno.test("files that the README names are there, and its picture is small", async () => {
  const readme = await readReadme();
  const files = await listFiles();
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = ""]) => path);
  const named = codeSpans(readme).filter((code) => /^(deploy|tests|lib|\.ci)\/\S*$/.test(code));
  const paths = [...links, ...named.map((path) => path.replace(/\/$/, ""))];
  const missing = paths.filter((path) =>
    !files.some((file) => file === path || file.startsWith(`${path}/`))
  );
  assertEquals(missing, []);
  const { size } = await Deno.stat(`${topLevel}/tests/testdata/pattern_camera.png`);
  assertLess(size, 60_000);
});

Deno.test("the README's fstab line is the one of the mount unit", async () => {
  const unit = await Deno.readTextFile(`${topLevel}/deploy/run-picam.mount`);
  const line = unit.match(/^#\s+(tmpfs .*)$/m)?.[1] ?? "no line";
  assert((await readReadme()).includes(`\n${line}\n`), line);
});

Deno.test("the ISP profile that the README shows is the one that holds without any", async () => {
  const [, shown = ""] = /```json\n(\{\n {2}"blackLevel"[^`]*)```/.exec(await readReadme()) ?? [];
  assertEquals(JSON.parse(shown), defaultProfile);
});
