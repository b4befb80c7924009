import type { NowUs } from "../frame/mod.ts";
import { formatLine, type LineStyle, type LogFields, type LogLevel } from "./log_line.ts";
import { writeText } from "./write_text.ts";

/** What a part of the program tells whoever runs it. */
export interface Logger {
  /** Tells what helps to find a fault in picam itself. */
  debug(message: string, fields?: LogFields): void;
  /** Tells what happens. */
  info(message: string, fields?: LogFields): void;
  /** Tells what should not happen and is coped with. */
  warn(message: string, fields?: LogFields): void;
  /** Tells what picam cannot do, and why. */
  error(message: string, fields?: LogFields): void;
  /**
   * A logger for a part of the program.
   *
   * @param component Its name, put before each message.
   */
  child(component: string): Logger;
  /**
   * A fault that may repeat itself: it is told when it begins, changes or ends, not each time.
   *
   * @param level How bad it is; `warn` where left out.
   */
  fault(level?: "warn" | "error"): Fault;
}

/** Something that is either wrong or not, see {@linkcode Logger.fault}. */
export interface Fault {
  /**
   * Says that it is wrong now. The same message again is only counted, and told every ten minutes
   * as "still: …, 12 more times".
   */
  raise(message: string, fields?: LogFields): void;
  /** Says that it is right again; nothing happens where it was not wrong. */
  clear(message: string, fields?: LogFields): void;
}

/** How to log. */
export interface LogOptions extends LineStyle {
  /** Nothing below it is written. */
  readonly level: LogLevel;
  /** Tells the time. */
  readonly nowUs: NowUs;
  /** Takes a line with its line feed; by default standard error. */
  readonly write?: (line: string) => void;
}

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error"];
const reminderUs = 600e6;

/**
 * Makes the program's log.
 *
 * @param options How to log.
 * @returns The logger of the program itself; parts of it take a `child`.
 */
export function createLogger(options: LogOptions): Logger {
  return new LineLogger(options, "");
}

class LineLogger implements Logger {
  readonly #options: LogOptions;
  readonly #component: string;

  constructor(options: LogOptions, component: string) {
    this.#options = options;
    this.#component = component;
  }

  debug(message: string, fields?: LogFields): void {
    this.#log("debug", message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#log("info", message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#log("warn", message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#log("error", message, fields);
  }

  child(component: string): Logger {
    return new LineLogger(this.#options, component);
  }

  fault(level: "warn" | "error" = "warn"): Fault {
    return new RepeatingFault(this, { level, nowUs: this.#options.nowUs });
  }

  #log(level: LogLevel, message: string, fields: LogFields = {}): void {
    const { nowUs, write = writeToStderr } = this.#options;
    if (levels.indexOf(level) < levels.indexOf(this.#options.level)) return;
    const component = this.#component;
    write(formatLine({ atUs: nowUs(), level, component, message, fields }, this.#options));
  }
}

class RepeatingFault implements Fault {
  readonly #logger: Logger;
  readonly #level: "warn" | "error";
  readonly #nowUs: NowUs;
  #message: string | undefined;
  #untold = 0;
  #toldAtUs = 0;

  constructor(logger: Logger, options: { level: "warn" | "error"; nowUs: NowUs }) {
    this.#logger = logger;
    this.#level = options.level;
    this.#nowUs = options.nowUs;
  }

  raise(message: string, fields?: LogFields): void {
    if (message !== this.#message) {
      const before = this.#message === undefined ? "" : this.#more("before: ");
      this.#message = message;
      this.#tell(`${message}${before}`, fields);
      return;
    }
    this.#untold++;
    const quietUs = this.#nowUs() - this.#toldAtUs;
    // A negative interval is a clock that was put back: the wait begins anew rather than never end.
    if (quietUs >= reminderUs || quietUs < 0) {
      this.#tell(`still: ${message}${this.#more("")}`, fields);
    }
  }

  clear(message: string, fields?: LogFields): void {
    if (this.#message === undefined) return;
    const before = this.#more("before: ");
    this.#message = undefined;
    this.#untold = 0;
    this.#logger.info(`${message}${before}`, fields);
  }

  #tell(message: string, fields: LogFields | undefined): void {
    this.#logger[this.#level](message, fields);
    this.#untold = 0;
    this.#toldAtUs = this.#nowUs();
  }

  #more(introduction: string): string {
    if (this.#untold === 0) return "";
    return ` (${introduction}${this.#untold} more ${this.#untold === 1 ? "time" : "times"})`;
  }
}

function writeToStderr(line: string): void {
  // Where it cannot be written, whoever reads is gone or the disk full. There is nobody left to tell,
  // and the stream must go on.
  writeText(Deno.stderr, line);
}
