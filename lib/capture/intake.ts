import type { FrameSink } from "../frame/mod.ts";
import { RawAssembler, type RawFault } from "../bayer/mod.ts";
import { AccessUnitAssembler, type StreamFault } from "../h264/mod.ts";
import { ImageAssembler, type ImageFault } from "../mjpeg/mod.ts";
import type { CameraCodec } from "./camera_codec.ts";
import { pipeReadBytes } from "./drain.ts";
import type { Fault } from "./fault.ts";
import { MetadataFile } from "./metadata_file.ts";
import type { RawStream } from "./raw_stream.ts";
import type { RunContext } from "./source.ts";

/** Cuts a run's bytes into frames. */
export interface Intake {
  /** Whether there has been one. */
  readonly hadFrames: boolean;
  /** Takes one read; the bytes may be reused after it. */
  push(bytes: Uint8Array): void;
  /** Ends the stream: of itself, or cut off. Calls after the first do nothing. */
  end(how: "clean" | "cut"): void;
}

/** Cuts a run's bytes into RAW frames. */
export interface RawIntake extends Intake {
  /** Bytes that the open frame lacks: those of a whole one between frames. */
  readonly missingBytes: number;
  /** Their writer is gone: half a frame is dropped, and what comes next begins one. */
  breakOff(): void;
}

/** What a stream is called, and what its source was asked for. */
export interface StreamNames {
  /** What people call it. */
  readonly name?: string | undefined;
  /** What its frames are; `h264` if not given. */
  readonly codec?: CameraCodec | undefined;
  /** Frames per second, where the stream does not tell. */
  readonly framerate?: number | undefined;
  /** Bit rate in bit/s. */
  readonly bitrateBps?: number | undefined;
  /** What RAW frames are like: with codec `raw12`, which does not tell. */
  readonly raw?: RawStream | undefined;
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

/**
 * Makes what cuts a run's bytes into frames, and tells the run of faults in them.
 * @throws {TypeError} If the codec is `raw12`, and `raw` is not given.
 */
export function openIntake(
  context: RunContext,
  parts: { stream: StreamNames; options?: IntakeOptions },
): Intake {
  switch (parts.stream.codec) {
    case "raw12":
      return openRawIntake(context, parts);
    case "mjpeg":
      return openImages(context, parts);
    default:
      return openUnits(context, parts);
  }
}

function openImages(
  context: RunContext,
  { stream, options }: { stream: StreamNames; options?: IntakeOptions },
): Intake {
  const { sink, discontinuity } = { ...context, ...options };
  const assembler = new ImageAssembler({
    ...{ sink, nowUs: context.nowUs, discontinuity },
    ...{ name: stream.name, framerate: stream.framerate },
    onFault: (fault) => context.onFault(imageFault(fault)),
  });
  return {
    push: (bytes) => assembler.push(bytes),
    end: (how) => assembler.end(how),
    get hadFrames(): boolean {
      return assembler.counters.images > 0;
    },
  };
}

/**
 * The same for RAW frames.
 * @throws {TypeError} If `raw` is not given.
 * @throws {RangeError} If its sizes are impossible, or a frame would be larger than can be carried.
 */
export function openRawIntake(
  context: RunContext,
  { stream, options }: { stream: StreamNames; options?: IntakeOptions },
): RawIntake {
  const { raw, name, framerate } = stream;
  if (raw === undefined) {
    throw new TypeError("RAW frames do not tell their size: raw must be given");
  }
  const { sink, discontinuity } = { ...context, ...options };
  const file = raw.metadataPath === undefined
    ? undefined
    : new MetadataFile(raw.metadataPath, context.log);
  const assembler = new RawAssembler({
    ...raw,
    ...{ sink, nowUs: context.nowUs, discontinuity, name, framerate },
    isLive: options?.unitEnd !== "next-start",
    metadata: raw.metadata ?? (() => file?.read()),
    onFault: (fault) => context.onFault(rawFault(fault)),
  });
  return {
    push: (bytes) => assembler.push(bytes),
    breakOff: () => assembler.breakOff(),
    get missingBytes(): number {
      return assembler.missingBytes;
    },
    end: (how) => assembler.end(how),
    get hadFrames(): boolean {
      return assembler.counters.frames > 0;
    },
  };
}

function openUnits(
  context: RunContext,
  parts: { stream: StreamNames; options?: IntakeOptions },
): Intake {
  const { name, framerate, bitrateBps } = parts.stream;
  const assembler = new AccessUnitAssembler({
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
  return {
    push: (bytes) => assembler.push(bytes),
    end: (how) => assembler.end(how),
    get hadFrames(): boolean {
      return assembler.counters.accessUnits > 0;
    },
  };
}

function streamFault({ kind, message }: StreamFault): Fault {
  const isForeign = kind === "no-start-code" || kind === "not-h264";
  return toFault(isForeign ? "not-h264" : "damaged", message);
}

function imageFault({ kind, message }: ImageFault): Fault {
  return toFault(kind === "no-image" ? "not-mjpeg" : "damaged", message);
}

function rawFault({ message }: RawFault): Fault {
  return toFault("damaged", message);
}

/** A fault of the stream as one of the source: its first sentence, and what to do about it. */
function toFault(kind: Fault["kind"], message: string): Fault {
  const [first = message, ...rest] = message.split(/\.\s+/);
  return { kind, message: first, remedy: rest.join(". ") || "look at what the source writes" };
}
