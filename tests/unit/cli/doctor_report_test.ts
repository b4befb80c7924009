import { assertEquals, assertMatch } from "@std/assert";
import { lookBounded } from "../../../lib/cli/doctor/bounded.ts";
import { fail, type Finding, ok, warn } from "../../../lib/cli/doctor/finding.ts";
import { formatFinding, judgeAll } from "../../../lib/cli/doctor/report.ts";
import { settle, TurnedTiming } from "../../support/turned_timing.ts";
import { assertFinding } from "./assert_finding.ts";

Deno.test("findings are aligned lines, the remedy on a line of its own", () => {
  const line = (name: string, finding: Finding, hasColour = false): string =>
    formatFinding({ name }, { finding, hasColour });
  assertEquals(line("ring", ok("all is well")), "ok    ring            all is well");
  assertEquals(
    line("camera program", fail("not installed", "sudo apt install rpicam-apps")),
    "FAIL  camera program  not installed\n" +
      "                      -> sudo apt install rpicam-apps",
  );
  assertEquals(
    line("clock", warn("late", "wait"), true),
    "\x1b[33mwarn\x1b[0m  clock           late\n                      -> wait",
  );
});

Deno.test("what others wrote makes no lines and no colours of its own", () => {
  const finding = fail("by evil\nok    ring  \x1b[32mfine", "kill 1\r\n");
  assertEquals(
    formatFinding({ name: "ring" }, { finding, hasColour: false }),
    "FAIL  ring            by evil ok    ring   [32mfine\n                      -> kill 1 ",
  );
});

Deno.test("the last line says whether there will be a picture", () => {
  const next = "There will be a picture.";
  const named = {
    ring: ok("x"),
    clock: warn("x", "y"),
    "raw port": fail("x", "y"),
    camera: fail("x", "y"),
  };
  const judge = (...names: (keyof typeof named)[]) =>
    judgeAll(names.map((name) => ({ name, finding: named[name] })), next);
  assertEquals(judge("ring"), { hasPicture: true, words: next });
  assertEquals(judge("ring", "clock"), {
    hasPicture: true,
    words: `${next} What could be better: clock.`,
  });
  const one = judge("clock", "raw port");
  assertEquals(one.hasPicture, false);
  assertMatch(one.words, /no picture before this is put right: raw port\.$/);
  assertMatch(judge("raw port", "camera").words, /before these are put right: raw port, camera\.$/);
});

Deno.test("a check that breaks or hangs is told, and nothing more", async () => {
  const timing = new TurnedTiming();
  const broken = await lookBounded({
    name: "x",
    look: () => {
      throw new Error("broken");
    },
  }, timing);
  assertFinding(broken, ["warn", /could not be checked: broken/, /again/]);
  const rejected = await lookBounded({ name: "x", look: () => Promise.reject("odd") }, timing);
  assertFinding(rejected, ["warn", /could not be checked: odd/, /again/]);
  assertEquals(await lookBounded({ name: "x", look: () => ok("fine") }, timing), ok("fine"));
  assertEquals(await lookBounded({ name: "x", look: () => undefined }, timing), undefined);
  await settle();
  assertEquals(timing.waiting, 0);

  const hangs = () => new Promise<undefined>(() => {});
  for (const [isPatient, seconds] of [[false, 20], [true, 100]] as const) {
    const found = lookBounded({ name: "x", look: hangs, isPatient }, timing);
    await timing.turn(seconds * 1000);
    assertFinding(await found, ["warn", new RegExp(`no answer in ${seconds} s`), /again/]);
  }
});
