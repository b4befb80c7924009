import type { Lessons } from "./rpicam_arguments.ts";

/** What a run's messages teach about the arguments. */
export interface Lesson {
  /** What to pass from now on. */
  readonly lessons: Lessons;
  /** For the log: what is done about it. */
  readonly why: string;
}

/**
 * Learns from the messages that mean wrong arguments for this program and Pi, each of which is
 * answered once: the same option is never put in and taken out in turn.
 * @param lines the program's stderr.
 * @param before what had been learnt already.
 */
export function learnArguments(
  lines: readonly string[],
  before: Lessons,
): Lesson | undefined {
  const text = lines.join("\n");
  const knowsFormat = before.libavFormat !== undefined;
  if (/libav: cannot allocate output context/.test(text) && !knowsFormat) {
    return {
      lessons: { ...before, libavFormat: true },
      why: "it wants to be told the format of its output: trying with --libav-format h264",
    };
  }
  const unknown = /unrecognised option '--(libav-format|low-latency|metadata)/.exec(text)?.[1];
  if (unknown === "metadata" && before.metadata === undefined) {
    return {
      lessons: { ...before, metadata: false },
      why: "it does not know --metadata: frames go without",
    };
  }
  if (unknown === "libav-format" && !knowsFormat) {
    return {
      // A program without the one was built without libav, so it has not the other, either.
      lessons: { ...before, libavFormat: false, lowLatency: before.lowLatency ?? false },
      why: "it does not know --libav-format: trying without",
    };
  }
  if (unknown === "low-latency" && before.lowLatency === undefined) {
    return {
      lessons: { ...before, lowLatency: false },
      why: "it does not know --low-latency: trying without",
    };
  }
}
