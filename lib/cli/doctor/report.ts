import type { Check, Finding } from "./finding.ts";

/** The longest name of a check. */
const nameWidth = "camera program".length;
const levelWidth = "FAIL".length;
const remedyIndent = " ".repeat(levelWidth + 2 + nameWidth + 2);

const words: Readonly<Record<Finding["level"], string>> = { ok: "ok", warn: "warn", fail: "FAIL" };
/** Green, yellow, bold red. Spec: ECMA-48 8.3.117. */
const colours: Readonly<Record<Finding["level"], string>> = { ok: "32", warn: "33", fail: "1;31" };

/**
 * Writes a finding: one line, and below it the remedy on a line of its own, to be copied.
 * @param hasColour whether the level is coloured.
 */
export function formatFinding(
  { name }: Pick<Check, "name">,
  { finding, hasColour }: { finding: Finding; hasColour: boolean },
): string {
  const { level, found, remedy } = finding;
  const word = words[level].padEnd(levelWidth);
  const coloured = hasColour ? `\x1b[${colours[level]}m${word}\x1b[0m` : word;
  const line = `${coloured}  ${name.padEnd(nameWidth)}  ${printable(found)}`;
  return remedy === undefined ? line : `${line}\n${remedyIndent}-> ${printable(remedy)}`;
}

/** What all findings together mean. */
export interface Verdict {
  /** Whether there will be a picture. */
  readonly hasPicture: boolean;
  /** The same, in words. */
  readonly words: string;
}

/**
 * Says whether there will be a picture.
 * @param named what was found, by the names of the checks.
 * @param next what to do where there will be one: a sentence.
 */
export function judgeAll(
  named: readonly { readonly name: string; readonly finding: Finding }[],
  next: string,
): Verdict {
  const namesOf = (level: Finding["level"]): string[] =>
    named.filter(({ finding }) => finding.level === level).map(({ name }) => name);
  const failed = namesOf("fail");
  if (failed.length > 0) {
    const these = failed.length === 1 ? "this is" : "these are";
    return {
      hasPicture: false,
      words: `There will be no picture before ${these} put right: ${failed.join(", ")}.`,
    };
  }
  const warned = namesOf("warn");
  const also = warned.length === 0 ? "" : ` What could be better: ${warned.join(", ")}.`;
  return { hasPicture: true, words: `${next}${also}` };
}

/** Keeps a program's command line or a file's name from writing lines or colours of its own. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
