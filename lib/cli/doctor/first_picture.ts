import { type Fault, type Source, Supervisor } from "../../capture/mod.ts";
import { type Timing, wait } from "../../observe/mod.ts";
import type { FrameSink, NowUs, StreamInfo } from "../../frame/mod.ts";
import { createLogger, type Logger } from "../../observe/mod.ts";
import { type Check, fail, type Finding, ok } from "./finding.ts";

/** What became of the attempt to get one picture. */
export interface Trial {
  /** How long it took, in milliseconds. */
  readonly tookMs: number;
  /** What came, as the stream describes itself; nothing where nothing came. */
  readonly stream?: StreamInfo;
  /** Why nothing came. */
  readonly fault?: Fault;
}

/** For a source that does not say how long it takes to its first picture. */
const usualStartMs = 10_000;
/** Beyond what a source says: it is then ended by the supervisor, with the fault that fits. */
const graceMs = 5000;
const longestMs = 60_000;

/** Runs a source until its first frame, or until it is clear that none comes; then stops it. */
export async function tryPicture(source: Source, timing: Timing): Promise<Trial> {
  const startMs = timing.nowMs();
  const over = Promise.withResolvers<{ stream?: StreamInfo; fault?: Fault }>();
  const sink: FrameSink = {
    append: () => {},
    abandon: () => {},
    commit: ({ stream }) => over.resolve(stream === undefined ? {} : { stream }),
  };
  const nowUs = (): number => Math.round(performance.now() * 1000);
  await using supervisor = new Supervisor({ source, sink, nowUs, log: silentLog(nowUs), timing });
  supervisor.onChange(({ state, fault }) => {
    if (fault !== undefined && (state === "waiting" || state === "ended")) over.resolve({ fault });
  });
  const limitMs = Math.min(longestMs, (source.stallLimits?.startMs ?? usualStartMs) + graceMs);
  const limit = new AbortController();
  void wait(timing, limitMs, limit.signal).then((isLate) => {
    if (isLate) over.resolve({ fault: noAnswer(source.describe(), limitMs) });
  });
  supervisor.start();
  const result = await over.promise;
  limit.abort();
  return { ...result, tookMs: timing.nowMs() - startMs };
}

/** What the source has to say is told as the trial's fault. */
function silentLog(nowUs: NowUs): Logger {
  return createLogger({ level: "error", format: "text", journal: false, nowUs, write: () => {} });
}

function noAnswer(source: string, limitMs: number): Fault {
  return {
    kind: "silent",
    message: `${source} gave no picture in ${limitMs / 1000} s`,
    remedy: "picam --log-level debug shows what it does instead",
  };
}

/** The check that tells of an attempt, unless something else kept it from being made. */
export function pictureCheck(trial: () => Promise<Trial | undefined>): Check {
  return {
    name: "picture",
    isPatient: true,
    look: async () => {
      const tried = await trial();
      return tried && judgeTrial(tried);
    },
  };
}

/** Whether the attempt brought a picture. */
export function judgeTrial({ tookMs, stream, fault }: Trial): Finding {
  if (fault?.kind === "busy") return fail(fault.message, "see camera in use, above");
  if (fault !== undefined) return fail(fault.message, fault.remedy);
  const what = stream === undefined
    ? "a picture"
    : `${stream.width} x ${stream.height}, ${formOf(stream)}`;
  return ok(`the first frame came after ${(tookMs / 1000).toFixed(1)} s: ${what}`);
}

function formOf({ codec, codecString, bayer, bitDepth }: StreamInfo): string {
  return codec === "raw12" ? `RAW ${bayer} of ${bitDepth} bits` : codecString ?? codec;
}
