import type { ServeSettings } from "../config/mod.ts";
import type { NowUs } from "../frame/mod.ts";
import type { EventLog, Logger } from "../observe/mod.ts";
import type { RecorderStatus } from "../record/mod.ts";
import type { RingView } from "../ring/mod.ts";

/** What is being recorded here. */
export interface Recordings extends AsyncDisposable {
  /** How each of them fares. */
  readonly status: () => RecorderStatus[];
}

/**
 * Begins to record as `--record` says. A recording that fails ends by itself; the stream goes on.
 * Disposing takes what the ring still has for them, and finishes their files.
 * @throws {UsageError} where a name says nothing of what is to be written.
 */
export async function startRecordings(
  { settings, ring, nowUs, events, log }: {
    settings: ServeSettings;
    ring: RingView;
    nowUs: NowUs;
    /** Where files that are finished, and recordings that are not, are told. */
    events: EventLog;
    log: Logger;
  },
): Promise<Recordings> {
  const { segment, keep, name, recordPatterns } = settings;
  if (recordPatterns.length === 0) return nothing;
  // Only for who records: memory is short on a small Pi.
  const { openOutput, RingRecorder } = await import("../record/mod.ts");
  const recorders = recordPatterns.map((target) =>
    new RingRecorder({
      ring,
      output: openOutput({
        target,
        segment,
        keep,
        name,
        nowUs,
        onFile: ({ path, frames, seconds, sizeBytes, lostFrames }) => {
          const file = { path, frames, seconds, sizeBytes, lostFrames };
          log.info("recorded", file);
          events.append("recording", { phase: "finished", target, ...file });
        },
        onNote: (words) => log.info(words),
      }),
      onFailed: ({ message }) => {
        log.error(`${message}. Nothing more is recorded to ${target}`);
        events.append("recording", { phase: "failed", target, reason: message });
      },
    })
  );
  return {
    status: () => recorders.map((recorder) => recorder.status()),
    async [Symbol.asyncDispose](): Promise<void> {
      await Promise.all(recorders.map((recorder) => recorder[Symbol.asyncDispose]()));
    },
  };
}

const nothing: Recordings = {
  status: () => [],
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
