/** What can be wrong with an elementary stream. */
export type StreamFaultKind =
  /** It begins inside a group of pictures. */
  | "mid-gop"
  /** Many pictures, and none of them is a key frame. */
  | "no-key-frame"
  /** Key frames come, but no parameter sets. */
  | "no-parameter-sets"
  /** A parameter set that makes no sense. */
  | "broken-parameter-set"
  /** Many bytes, and none of them begins a NAL unit. */
  | "no-start-code"
  /** Start codes are there, but what follows them is no H.264. */
  | "not-h264"
  /** A picture without an end. */
  | "unit-too-large"
  /** The source does not write whole pictures, so that their ends must be waited for. */
  | "ragged-writes"
  /** The source's output is buffered: a picture's end comes with the next picture. */
  | "late-writes";

/** Something wrong with an elementary stream, in words for whoever runs the camera. */
export interface StreamFault {
  /** What it is. */
  readonly kind: StreamFaultKind;
  /** `info` where no picture that could be shown is lost, else `warn`. */
  readonly level: "info" | "warn";
  /** One sentence or two: what is wrong, with the value, and what to do. */
  readonly message: string;
}

/** Passes on each kind of fault once, until `clear` says that the stream is well again. */
export class FaultReports {
  readonly #onFault: ((fault: StreamFault) => void) | undefined;
  readonly #reported = new Set<StreamFaultKind>();

  #count = 0;

  constructor(onFault: ((fault: StreamFault) => void) | undefined) {
    this.#onFault = onFault;
  }

  /** How many have been passed on. */
  get count(): number {
    return this.#count;
  }

  /** Passes the fault on, unless one of its kind has been since the last `clear`. */
  report(fault: StreamFault): void {
    if (this.#reported.has(fault.kind)) return;
    this.#reported.add(fault.kind);
    this.#count++;
    this.#onFault?.(fault);
  }

  /** The stream is well: the next fault is news again. */
  clear(): void {
    this.#reported.clear();
  }
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1048576 * 10) / 10} MiB`;
}

/** The faults and their words. */
export const fault = {
  midGop: (): StreamFault => ({
    kind: "mid-gop",
    level: "info",
    message: "The stream begins inside a group of pictures: waiting for its next key frame.",
  }),
  noKeyFrame: (pictures: number): StreamFault => ({
    kind: "no-key-frame",
    level: "warn",
    message:
      `${pictures} pictures have come without a key frame (IDR) among them: nothing can be ` +
      "shown. Let the source make one every second or two (rpicam-vid: --intra).",
  }),
  noParameterSets: (): StreamFault => ({
    kind: "no-parameter-sets",
    level: "warn",
    message: "The stream has key frames, but its parameter sets (SPS and PPS) have not come: " +
      "nothing can be decoded. Make the source repeat them (rpicam-vid: --inline), or let picam " +
      "see the stream from its first byte.",
  }),
  brokenParameterSet: (why: string): StreamFault => ({
    kind: "broken-parameter-set",
    level: "warn",
    message: `${why}. Pictures are dropped until a key frame brings a good one.`,
  }),
  noStartCode: (bytes: number, seems: string | undefined): StreamFault => ({
    kind: "no-start-code",
    level: "warn",
    message: `No H.264 start code in ${mebibytes(bytes)}: ` +
      (seems ? `this seems to be ${seems}, not` : "this is not") +
      " an H.264 byte stream (Annex B). Look at the source's codec and container.",
  }),
  notH264: (header: number, seems: string | undefined): StreamFault => ({
    kind: "not-h264",
    level: "warn",
    message:
      `A start code is followed by 0x${header.toString(16).padStart(2, "0")}, which begins ` +
      `no NAL unit of H.264${
        seems ? `: this seems to be ${seems}` : ""
      }. Bytes are dropped until ` +
      "the next key frame.",
  }),
  unitTooLarge: (limit: number): StreamFault => ({
    kind: "unit-too-large",
    level: "warn",
    message:
      `A picture has grown past ${mebibytes(limit)} without an end: it is dropped, and all ` +
      "that follows until the next key frame. Is something else being written into the stream?",
  }),
  raggedWrites: (): StreamFault => ({
    kind: "ragged-writes",
    level: "info",
    message: "The source does not write whole pictures: the end of each is now waited for, which " +
      "adds about 6 ms for viewers of frames. Raw viewers are not affected.",
  }),
  lateWrites: (): StreamFault => ({
    kind: "late-writes",
    level: "info",
    message: "The source holds back the end of each picture until the next one: frames are now " +
      "one frame time late. Let it flush every picture (rpicam-vid: --flush; others: stdbuf -o0).",
  }),
} as const;
