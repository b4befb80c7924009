/** What goes wrong in a run of the stand-in camera. */
export type Fault =
  | { readonly kind: "none" }
  /** No camera is connected, or no permission to see it. */
  | { readonly kind: "no-camera" }
  /** Another program has the camera. (A second stand-in of the same folder needs no fault.) */
  | { readonly kind: "busy" }
  /** The kernel has not enough memory for the camera's buffers. */
  | { readonly kind: "no-memory" }
  /** The encoder refuses the picture's size. */
  | { readonly kind: "encoder-refuses" }
  /** Gets no further than start-up: no byte, and signals still have their default effect. */
  | { readonly kind: "start-hangs" }
  /**
   * The sensor stops delivering: a warning every `everyMs` (1000), SIGINT has no effect. Goes on
   * after `warnings` of them without a key frame, or never.
   */
  | {
    readonly kind: "sensor-stalls";
    readonly afterFrames: number;
    readonly everyMs?: number;
    readonly warnings?: number;
  }
  /** Silence without a word. SIGINT has no effect; SIGTERM ends it unless it is ignored too. */
  | { readonly kind: "hang"; readonly afterFrames: number; readonly ignoreTerm?: boolean }
  /** Dies of a signal in the middle of a picture. */
  | { readonly kind: "crash"; readonly afterFrames: number; readonly signal?: Deno.Signal }
  /** An exception in a worker thread: `what()` on stderr, SIGABRT. */
  | { readonly kind: "abort"; readonly afterFrames: number; readonly what?: string }
  /** Ends with this status as if by itself, after a line on stderr if one is given. */
  | {
    readonly kind: "exit";
    readonly afterFrames: number;
    readonly code: number;
    readonly line?: string;
  }
  /** Bytes that contain no start code, as fast as they are read; then silence. */
  | { readonly kind: "garbage"; readonly afterFrames: number; readonly sizeBytes: number }
  /** Many lines on stderr at once; pictures go on only when all have been read. */
  | { readonly kind: "stderr-flood"; readonly afterFrames: number; readonly lines: number };

/** How long a fault stays in force, counted from when it was set. Without either: until changed. */
export interface FaultScope {
  /** For this many runs that ask for a camera. */
  readonly starts?: number;
  /** For this long. */
  readonly forMs?: number;
}

/** The control file's content. */
export interface FaultOrder {
  readonly fault: Fault & FaultScope;
  /** Starts of the program before it was set. */
  readonly startsBefore: number;
  /** When it was set, Unix time. */
  readonly setAtMs: number;
}

/** The fault that an order means for the n-th start (counted from 1) at this time. */
export function faultInForce(
  order: FaultOrder,
  now: { start: number; unixMs: number },
): Fault {
  const { fault, startsBefore, setAtMs } = order;
  const tooLate = fault.starts !== undefined && now.start > startsBefore + fault.starts;
  const over = fault.forMs !== undefined && now.unixMs >= setAtMs + fault.forMs;
  return tooLate || over ? { kind: "none" } : fault;
}
