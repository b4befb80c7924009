import type { Fault, FaultKind } from "./fault.ts";

/** A message of a program, and what it means. */
export interface FaultRule {
  readonly pattern: RegExp;
  readonly fault: (match: RegExpExecArray) => Fault;
}

/** A fault that a line tells of. */
export interface LineFault {
  readonly fault: Fault;
  /** How much it says: the smaller, the more. */
  readonly rank: number;
}

/** Makes a rule. In its words `$1` is what the pattern's first group found. */
export function rule(
  pattern: RegExp,
  kind: FaultKind,
  words: readonly [string, string],
): FaultRule {
  const [message, remedy] = words;
  const fill = (text: string, match: RegExpExecArray): string =>
    text.replace(/\$(\d)/g, (_, group) => match[Number(group)] ?? "");
  return {
    pattern,
    fault: (match) => ({ kind, message: fill(message, match), remedy: fill(remedy, match) }),
  };
}

/**
 * What a line says is wrong.
 * @param rules in the order of what says most.
 * @returns nothing where no rule knows it.
 */
export function classifyLine(line: string, rules: readonly FaultRule[]): LineFault | undefined {
  for (const [rank, { pattern, fault }] of rules.entries()) {
    const match = pattern.exec(line);
    if (match !== null) return { fault: fault(match), rank };
  }
  return undefined;
}
