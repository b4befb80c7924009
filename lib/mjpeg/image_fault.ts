/** What can be wrong with a stream of JPEG images. */
export type ImageFaultKind =
  /** Many bytes, and none of them begins an image. */
  | "no-image"
  /** An image begins before the one before has ended. */
  | "truncated"
  /** An image whose markers make no sense. */
  | "broken"
  /** An image without an end. */
  | "too-large";

/** Something wrong with a stream of images, in words for whoever runs the camera. */
export interface ImageFault {
  /** What it is. */
  readonly kind: ImageFaultKind;
  /** One sentence or two: what is wrong, with the value, and what to do. */
  readonly message: string;
}

/** So many good images in a row, and the stream is well again. */
const wellAfterImages = 100;

/** Passes on each kind of fault once, until the stream was well for a while. */
export class ImageFaultReports {
  readonly #onFault: ((fault: ImageFault) => void) | undefined;
  readonly #reported = new Set<ImageFaultKind>();
  #count = 0;
  #goodImages = 0;

  constructor(onFault: ((fault: ImageFault) => void) | undefined) {
    this.#onFault = onFault;
  }

  /** How many have been passed on. */
  get count(): number {
    return this.#count;
  }

  /** Passes the fault on, unless one of its kind has been lately. */
  report(fault: ImageFault): void {
    this.#goodImages = 0;
    if (this.#reported.has(fault.kind)) return;
    this.#reported.add(fault.kind);
    this.#count++;
    this.#onFault?.(fault);
  }

  /** An image was whole. */
  good(): void {
    if (this.#reported.size === 0 || ++this.#goodImages < wellAfterImages) return;
    this.#reported.clear();
  }
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1048576 * 10) / 10} MiB`;
}

/** The faults and their words. */
export const imageFault = {
  noImage: (bytes: number, seems: string | undefined): ImageFault => ({
    kind: "no-image",
    message: `No JPEG image begins in ${mebibytes(bytes)}: ` +
      (seems ? `this seems to be ${seems}, not` : "this is not") +
      " a stream of JPEG images (MJPEG). Look at the source's codec and container, and at --codec.",
  }),
  truncated: (bytes: number): ImageFault => ({
    kind: "truncated",
    message:
      `An image has no end: the next one begins after ${bytes} bytes of it. It is dropped; ` +
      "see that the source writes whole images, and that nothing between loses bytes.",
  }),
  broken: (why: string): ImageFault => ({
    kind: "broken",
    message: `An image is damaged: ${why}. It is dropped; see that nothing else writes into the ` +
      "stream, and that nothing between loses bytes.",
  }),
  tooLarge: (limitBytes: number): ImageFault => ({
    kind: "too-large",
    message:
      `An image has grown past ${mebibytes(limitBytes)} without an end: it is dropped. Make ` +
      "pictures smaller or lower --quality, if they are that large; else look at the source.",
  }),
} as const;
