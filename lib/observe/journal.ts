import { fstatSync } from "node:fs";

/**
 * Whether what this program writes to standard error goes to the journal of systemd. The variable
 * alone does not say so: a shell in a desktop session inherits it too.
 * Spec: systemd.exec(5), `$JOURNAL_STREAM`.
 *
 * @param journalStream The variable's value, `DEVICE:INODE`.
 * @param stderr Device and inode of standard error; by default this program's.
 */
export function writesToJournal(
  journalStream: string | undefined,
  stderr: () => { dev: number; ino: number } = () => fstatSync(2),
): boolean {
  if (!journalStream) return false;
  try {
    const { dev, ino } = stderr();
    return journalStream === `${dev}:${ino}`;
  } catch {
    return false; // standard error is closed
  }
}
