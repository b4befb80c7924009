import type { FrameSink, NowUs } from "../frame/mod.ts";
import type { Logger } from "../observe/mod.ts";
import type { Fault } from "./fault.ts";
import type { CameraCodec } from "./camera_codec.ts";
import type { StallLimits } from "./stall_watchdog.ts";

/** What a source can tell of the program that it runs. */
export interface ProgramFacts {
  /** Path of the program. */
  readonly program?: string;
  /** Its version, so far as it tells. */
  readonly version?: string;
  /** What it runs on, for example `vc4` or `pisp`. */
  readonly platform?: string;
  /** With which arguments. */
  readonly arguments?: readonly string[];
  /** Its process, while there is one. */
  readonly pid?: number;
}

/** Why a run is asked to end: its signal's reason. */
export type StopReason = "stop" | "stall";

/** What a run gets from whoever starts it. */
export interface RunContext {
  /** Where the frames go. */
  readonly sink: FrameSink;
  /** The time of frames. */
  readonly nowUs: NowUs;
  /** Ends the run; its reason is a {@linkcode StopReason}. */
  readonly signal: AbortSignal;
  /** Where to tell what people should know. */
  readonly log: Logger;
  /** Whether the first frame is to say DISCONTINUITY. */
  readonly discontinuity: boolean;
  /** To be called for bytes that came, whether or not they make frames. */
  readonly onBytes: (sizeBytes: number) => void;
  /** To be called for a fault that does not end the run; the next frame says that it is over. */
  readonly onFault: (fault: Fault) => void;
  /** To be called with what becomes known of the program; members that are given replace. */
  readonly onProgram: (facts: ProgramFacts) => void;
}

/** How a run ended. */
export type RunEnd =
  & (
    /** As asked by the signal. */
    | { readonly kind: "stopped" }
    /** The source has no more, for good; with a fault if it never had any. */
    | { readonly kind: "finished"; readonly fault?: Fault }
    /** It learnt something that makes the next run differ: that one may begin at once. */
    | { readonly kind: "again"; readonly why: string }
    /** Something is wrong. */
    | { readonly kind: "failed"; readonly fault: Fault }
  )
  & {
    /** SIGKILL was needed: the camera may be busy for a moment. */
    readonly killed?: boolean;
  };

/**
 * Where pictures come from. A source makes one attempt at a time, a *run*; whether there is another
 * one, and when, is the supervisor's to decide.
 */
export interface Source {
  /** What it is, as `--source` names it. */
  describe(): string;
  /** What its frames are; `h264` if it does not say. */
  readonly codec?: CameraCodec;
  /** How long it may be silent; without it, for ever. */
  readonly stallLimits?: StallLimits;
  /** Runs until it ends, fails or is asked to end. It fails by its result, never by throwing. */
  run(context: RunContext): Promise<RunEnd>;
}
