import { createLogger, type Logger } from "../../../lib/observe/mod.ts";

/** A log whose lines a test reads. */
export class CollectedLog {
  /** Lines as they would be written, without time. */
  readonly lines: string[] = [];
  /** What the parts under test get. */
  readonly logger: Logger = createLogger({
    level: "debug",
    format: "text",
    journal: false,
    nowUs: () => 0,
    write: (line) => this.lines.push(line.slice("1970-01-01 00:00:00.000 ".length).trimEnd()),
  });

  /** The lines of a level, without it. */
  of(level: "debug" | "info" | "warn" | "error"): string[] {
    const prefix = level.toUpperCase().padEnd(5) + " ";
    return this.lines.filter((line) => line.startsWith(prefix)).map((line) =>
      line.slice(prefix.length)
    );
  }
}
