import { assertEquals, assertMatch } from "@std/assert";
import type { Finding } from "../../../lib/cli/doctor/finding.ts";

/** Level, what the finding says, and what its remedy says, where it has one. */
export type ExpectedFinding = readonly [level: Finding["level"], found: RegExp, remedy?: RegExp];

/** Holds a finding against what is expected of it. */
export function assertFinding(
  finding: Finding | undefined,
  [level, found, remedy]: ExpectedFinding,
): void {
  assertEquals(finding?.level, level, JSON.stringify(finding));
  assertMatch(finding?.found ?? "", found);
  if (remedy === undefined) assertEquals(finding?.remedy, undefined);
  else assertMatch(finding?.remedy ?? "", remedy);
}
