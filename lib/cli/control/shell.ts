import { createInterface } from "node:readline";
import process from "node:process";
import {
  controlMethods,
  type ControlSettings,
  methodNames,
  readCall,
  UsageError,
} from "../../config/mod.ts";
import type { NowUs } from "../../frame/mod.ts";
import { type JsonObject, RequestError } from "../../wire/mod.ts";
import { exitCode } from "../exit_code.ts";
import { complain, print } from "../standard_output.ts";
import { ControlSession, SessionError } from "./control_session.ts";
import { refusalWords } from "./refusal.ts";

const prompt = "picam> ";
const ownWords = ["help", "exit"];

/** Lines to ask for, and where to tell: a terminal with a prompt, or a pipe. */
interface Shell {
  readonly lines: AsyncIterableIterator<string>;
  /** Asks for the next. */
  readonly ask: () => void;
  /** Ends the lines. */
  readonly close: () => void;
  /** Whether somebody types. */
  readonly isTerminal: boolean;
  /** Writes beside the prompt. */
  readonly tell: (text: string, end: "stdout" | "stderr") => void;
}

/**
 * Keeps a prompt open: each line is a method with its parameters; events are shown as they come. A
 * pipe is read line by line without a prompt, and whatever fails in it is the exit code.
 *
 * @returns the exit code.
 * @throws {SessionError} where the server cannot be reached or goes.
 * @throws {StandardOutputError} where an answer cannot be printed.
 */
export async function runShell(
  settings: ControlSettings,
  { nowUs, signal }: { readonly nowUs: NowUs; readonly signal: AbortSignal },
): Promise<number> {
  const shell = openShell();
  const { isTerminal, tell } = shell;
  try {
    const onEvent = (event: string, data: JsonObject): void =>
      tell(`${event} ${JSON.stringify(data)}`, "stderr");
    using session = await ControlSession.open(settings, { nowUs, signal, onEvent });
    if (isTerminal) tell(`Connected to ${settings.url.href}; help lists the methods.`, "stdout");
    const gone = new AbortController();
    void session.closed.then((reason) => {
      gone.abort(reason);
      shell.close();
    });
    const stopped = AbortSignal.any([signal, gone.signal]);
    const code = await answerAll(shell, { session, signal: stopped });
    if (gone.signal.aborted && !signal.aborted) throw new SessionError(gone.signal.reason);
    return code;
  } finally {
    shell.close();
  }
}

async function answerAll(
  shell: Shell,
  parts: { readonly session: ControlSession; readonly signal: AbortSignal },
): Promise<number> {
  const { lines, isTerminal, ask } = shell;
  let code: number = exitCode.done;
  ask();
  for await (const line of lines) {
    if (parts.signal.aborted || line.trim() === "exit" || line.trim() === "quit") break;
    const answered = await answer(line, { ...parts, shell });
    if (!isTerminal && answered !== exitCode.done) code = answered;
    ask();
  }
  return code;
}

/** @returns the exit code that this line would have as a command of its own. */
async function answer(
  line: string,
  { session, shell }: { readonly session: ControlSession; readonly shell: Shell },
): Promise<number> {
  try {
    const call = await readCall(line, Deno.readTextFile);
    if (call === undefined) return exitCode.done;
    if (call.method === "help") shell.tell(helpText(), "stdout");
    else {
      const result = await session.request(call.method, call.params);
      shell.tell(JSON.stringify(result, null, 2), "stdout");
    }
    return exitCode.done;
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof RequestError)) throw error;
    shell.tell(refusalWords(error), "stderr");
    return error instanceof UsageError ? exitCode.usage : exitCode.refused;
  }
}

function helpText(): string {
  const rows = [...controlMethods, ["help", "these words"], ["exit", "or Ctrl-D: leave"]];
  const widest = Math.max(...rows.map(([call = ""]) => call.length));
  return rows.map(([call = "", does]) => `  ${call.padEnd(widest)}  ${does}`).join("\n");
}

function openShell(): Shell {
  const isTerminal = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  const lines = createInterface({
    input: process.stdin,
    ...(isTerminal ? { output: process.stdout } : {}),
    terminal: isTerminal,
    prompt,
    completer: complete,
  });
  // In a terminal's raw mode Ctrl-C is a key, no signal: it leaves, as Ctrl-D does.
  lines.on("SIGINT", () => lines.close());
  const ask = (): void => isTerminal ? lines.prompt(true) : undefined;
  const tell: Shell["tell"] = (text, end) => {
    if (isTerminal) process.stdout.write("\r\x1b[K");
    if (end === "stdout") print(text);
    else complain(text);
    ask();
  };
  // The iterator keeps lines that come before they are asked for.
  return {
    lines: lines[Symbol.asyncIterator](),
    isTerminal,
    ask,
    tell,
    close: () => lines.close(),
  };
}

function complete(line: string): [string[], string] {
  return [[...methodNames, ...ownWords].filter((name) => name.startsWith(line)), line];
}
