import type { RawGeometry } from "./unpack_frame.ts";

/** What can be wrong with a stream of RAW frames. */
export type RawFaultKind =
  /** A frame has less bytes than it should. */
  | "truncated"
  /** Samples are larger than their bits allow. */
  | "out-of-range";

/** Something wrong with a stream of RAW frames, in words for whoever runs the camera. */
export interface RawFault {
  /** What it is. */
  readonly kind: RawFaultKind;
  /** Two sentences: what is wrong, with the value; then what to do. */
  readonly message: string;
}

/** So many good frames in a row, and the stream is well again. */
const wellAfterFrames = 100;

/** Passes on each kind of fault once, until the stream was well for a while. */
export class RawFaultReports {
  readonly #onFault: ((fault: RawFault) => void) | undefined;
  readonly #reported = new Set<RawFaultKind>();
  #count = 0;
  #goodFrames = 0;

  constructor(onFault: ((fault: RawFault) => void) | undefined) {
    this.#onFault = onFault;
  }

  /** How many have been passed on. */
  get count(): number {
    return this.#count;
  }

  /** Passes the fault on, unless one of its kind has been lately. */
  report(fault: RawFault): void {
    this.#goodFrames = 0;
    if (this.#reported.has(fault.kind)) return;
    this.#reported.add(fault.kind);
    this.#count++;
    this.#onFault?.(fault);
  }

  /** A frame was good. */
  good(): void {
    if (this.#reported.size === 0 || ++this.#goodFrames < wellAfterFrames) return;
    this.#reported.clear();
  }
}

/** The faults and their words. */
export const rawFault = {
  truncated: (bytes: number, frameBytes: number): RawFault => ({
    kind: "truncated",
    message: `A RAW frame has ${bytes} of ${frameBytes} bytes: it is dropped. See that the ` +
      "source writes whole frames, of the size, --raw-format and --raw-stride that are set.",
  }),
  outOfRange: (count: number, { format, width, height }: RawGeometry): RawFault => ({
    kind: "out-of-range",
    message: `${count} of ${width * height} samples of a RAW frame are above ` +
      `${2 ** format.storedBits - 1}, the most that ${format.name} allows: they are ` +
      "cut to it. See that --raw-format is what the source writes.",
  }),
} as const;
