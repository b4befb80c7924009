import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { helpText } from "../../../lib/config/help.ts";
import { modeNames, modes } from "../../../lib/config/mode.ts";
import { settingRows } from "../../../lib/config/settings_table.ts";

Deno.test("help names every setting of its mode and no other, with its default", () => {
  for (const mode of modeNames) {
    const text = helpText(mode);
    for (const { name, modes, fallback, kind, isArgument } of settingRows) {
      const label = isArgument ? kind.placeholder : `--${name}`;
      const line = text.split("\n").some((each) => new RegExp(`^  ${label}( |$)`).test(each));
      assertEquals(line, modes.includes(mode), `${mode} ${label}`);
      if (line && fallback && kind.placeholder) assertStringIncludes(text, `default ${fallback}`);
    }
  }
});

Deno.test("help fits a terminal of 96 columns, without colours or spaces at line ends", () => {
  for (const mode of modeNames) {
    for (const line of helpText(mode).split("\n")) {
      assert(line.length <= 96, line);
      assert(!/\s$|\p{Cc}|\u00a0/u.test(line), line);
    }
  }
});

Deno.test("help begins with examples and ends with exit codes", () => {
  for (const mode of modeNames) {
    const text = helpText(mode);
    const headings = text.split("\n").filter((line) => /^\S.*:$/.test(line));
    assertEquals([headings[0], headings.at(-1)], ["Examples:", "Exit codes:"]);
    for (const [command] of modes[mode].examples) assertStringIncludes(text, command);
  }
});

Deno.test("every mode is listed in every mode's help", () => {
  for (const mode of modeNames) {
    for (const name of modeNames) assertStringIncludes(helpText(mode), `--mode ${name}`);
  }
});
