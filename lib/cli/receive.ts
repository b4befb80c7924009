import type { ReceiveSettings } from "../config/mod.ts";
import type { NowUs } from "../frame/mod.ts";
import { createClock, createLogger, type Logger, writesToJournal } from "../observe/mod.ts";
import { type Feed, type ReceiveEnd, Receiver } from "../receive/mod.ts";
import type { FrameOutput } from "../record/mod.ts";
import { exitCode } from "./exit_code.ts";
import { openLaboratory } from "./receive/develop.ts";
import { logEvent } from "./receive/event_log.ts";
import { openFeed, policyOf } from "./receive/feed.ts";
import { NoServerError } from "./receive/find_server.ts";
import { checkTargets, openTargets, type OutputParts, targetsOf } from "./receive/outputs.ts";
import { jsonReporter, type Reporter, textReporter } from "./receive/reporter.ts";
import { openTerminal, type Terminal } from "./receive/terminal.ts";
import { onStopSignals } from "./stop_signal.ts";

/**
 * Receives from a server, or from cameras that dial, until it is told to stop or has what is wanted;
 * what it wrote is then complete.
 * @returns the exit code.
 * @throws {UsageError} where the settings ask for what cannot be had.
 * @throws {ListenError} when the port for cameras cannot be had.
 */
export async function receive(
  settings: ReceiveSettings,
  warnings: readonly string[],
): Promise<number> {
  const { nowUs } = createClock();
  const targets = targetsOf(settings, Deno.stdout.isTerminal());
  const terminal = openTerminal({ videoOnStdout: targets.includes("-") });
  const style = settings.stats ?? (Deno.stderr.isTerminal() ? "text" : "off");
  const log = openLog({ terminal, nowUs, isJson: style === "json" });
  for (const warning of warnings) log.warn(warning);
  using _screen = terminal.screen;
  using stop = onStopSignals();
  const reporter = style === "json" ? jsonReporter(terminal.writeReport) : textReporter({
    ...terminal,
    statistics: style === "off" ? "off" : Deno.stderr.isTerminal() ? "live" : "lines",
  });
  const policy = policyOf(settings, targets);
  await using laboratory = await openLaboratory(settings, { targets, policy });
  const parts: OutputParts = {
    targets,
    nowUs,
    openDevelopment: laboratory && (() => laboratory.open()),
    onFile: (file) => reporter.file(file),
    onNote: (words) => log.info(words),
  };
  await checkTargets(settings, parts);
  const { signal } = stop;
  const show = Deno.stderr.isTerminal()
    ? (line: string) => terminal.writeLog(`${line}\n`)
    : undefined;
  try {
    const feed = await openFeed(settings, { policy, nowUs, log, targets, show, signal });
    if (feed === undefined) return exitCode.done;
    const reportFailure = (): Error | undefined =>
      style === "json" ? terminal.reportFailure() : undefined;
    const code = await run(feed, {
      ...{ settings, policy, parts, reporter, reportFailure, log, nowUs, signal },
    });
    const unsaid = terminal.reportFailure();
    if (unsaid !== undefined) log.error(unsaid.message);
    return code;
  } catch (error) {
    if (!(error instanceof NoServerError)) throw error;
    log.error(error.message);
    return exitCode.unreachable;
  }
}

interface Running {
  readonly settings: ReceiveSettings;
  readonly policy: "live" | "gapless";
  readonly parts: OutputParts;
  readonly reporter: Reporter;
  /** Why a report that was asked for is incomplete; people's words beside the frames are not. */
  readonly reportFailure: () => Error | undefined;
  readonly log: Logger;
  readonly nowUs: NowUs;
  readonly signal: AbortSignal;
}

async function run(feed: Feed, running: Running): Promise<number> {
  const { settings, policy, parts, reporter, reportFailure, log, nowUs, signal } = running;
  const { frames, durationMs } = settings;
  const opened: FrameOutput[] = [];
  const receiver = new Receiver({
    feed,
    openOutputs: (name) => {
      const outputs = openTargets(settings, { parts, name });
      opened.push(...outputs);
      return outputs;
    },
    isGapless: policy === "gapless",
    limit: { frames, durationUs: durationMs === undefined ? undefined : durationMs * 1000 },
    onEvent: (event) => logEvent(log, event),
    nowUs,
  });
  const tell = (): void => {
    const outputs = opened.map((output) => output.status());
    reporter.figures({ status: receiver.status(), outputs, atUs: nowUs() });
  };
  const { intervalMs } = reporter;
  const timer = intervalMs === undefined ? undefined : setInterval(tell, intervalMs);
  try {
    const outcome = await receiver.run(signal);
    const code = (): number => codeOf(outcome.end, reportFailure());
    if (outcome.end.kind === "gave-up") log.error(`gave up: ${outcome.end.error.message}`);
    reporter.summary(outcome, { exitCode: code(), outputs: opened.map((each) => each.status()) });
    return code();
  } finally {
    clearInterval(timer);
  }
}

/** Spec: cli, *exit*. */
function codeOf({ kind }: ReceiveEnd, reportFailure: Error | undefined): number {
  switch (kind) {
    case "done":
      return reportFailure === undefined ? exitCode.done : exitCode.output;
    case "gave-up":
      return exitCode.unreachable;
    case "holes":
      return exitCode.damaged;
    case "output":
      return exitCode.output;
  }
}

function openLog(
  { terminal, nowUs, isJson }: {
    readonly terminal: Terminal;
    readonly nowUs: NowUs;
    readonly isJson: boolean;
  },
): Logger {
  return createLogger({
    level: "info",
    format: isJson ? "json" : "text",
    journal: writesToJournal(Deno.env.get("JOURNAL_STREAM") ?? ""),
    nowUs,
    write: terminal.writeLog,
  });
}
