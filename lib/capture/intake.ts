import type { FrameSink } from "../frame/mod.ts";
import { AccessUnitAssembler, type StreamFault } from "../h264/mod.ts";
import { pipeReadBytes } from "./drain.ts";
import type { Fault } from "./fault.ts";
import type { RunContext } from "./source.ts";

/** What a stream is called, and what its source was asked for. */
export interface StreamNames {
  /** What people call it. */
  readonly name?: string | undefined;
  /** Frames per second, where the stream does not tell. */
  readonly framerate?: number | undefined;
  /** Bit rate in bit/s. */
  readonly bitrateBps?: number | undefined;
}

/** How an intake differs from that of a live pipe. */
export interface IntakeOptions {
  /** Where frames go instead of the run's sink. */
  readonly sink?: FrameSink;
  /** See `AssemblerOptions`. */
  readonly unitEnd?: "writes" | "next-start";
  /** Instead of what the run says. */
  readonly discontinuity?: boolean;
}

/** Makes what cuts a run's bytes into frames, and tells the run of faults in them. */
export function openIntake(
  context: RunContext,
  parts: { stream: StreamNames; options?: IntakeOptions },
): AccessUnitAssembler {
  const { name, framerate, bitrateBps } = parts.stream;
  return new AccessUnitAssembler({
    sink: context.sink,
    nowUs: context.nowUs,
    discontinuity: context.discontinuity,
    ...parts.options,
    name,
    framerate,
    bitrate: bitrateBps,
    fullReadBytes: pipeReadBytes,
    setTimer: (callBack: () => void, delayMs: number) => setTimeout(callBack, delayMs),
    clearTimer: (timer: unknown) => clearTimeout(timer as number),
    // Readers are woken by a microtask that the bytes have queued before.
    afterBytes: queueMicrotask,
    onFault: (fault) => {
      if (fault.level === "info") context.log.info(fault.message);
      else context.onFault(streamFault(fault));
    },
  });
}

/** A fault of the stream as one of the source: its first sentence, and what to do about it. */
function streamFault({ kind, message }: StreamFault): Fault {
  const [first = message, ...rest] = message.split(/\.\s+/);
  return {
    kind: kind === "no-start-code" || kind === "not-h264" ? "not-h264" : "damaged",
    message: first,
    remedy: rest.join(". ") || "look at what the source writes",
  };
}
