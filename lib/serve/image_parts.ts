import type { Frame } from "../frame/mod.ts";

const encoder = new TextEncoder();

/** What stands between two images. */
const boundary = "picam-image";

/** The type of a response that is made of parts. Spec: RFC 2046 5.1.1; x-mixed-replace is Netscape's. */
export const partsType: string = `multipart/x-mixed-replace; boundary=${boundary}`;

/** What the response begins with. */
export const firstBoundary: Uint8Array<ArrayBuffer> = encoder.encode(`--${boundary}\r\n`);

/** What ends it, behind the last part's boundary: that one then began an empty part. */
export const lastBoundary: Uint8Array<ArrayBuffer> = encoder.encode(`\r\n--${boundary}--\r\n`);

const afterImage = encoder.encode(`\r\n--${boundary}\r\n`);

/**
 * Makes a part of an image, once for all clients that are in step. The boundary of the next part is the
 * end of this one: browsers show an image when they see it, not when they have `Content-Length` bytes.
 */
export class ImageParts {
  #payload: Uint8Array | undefined;
  #sequence = -1;
  #part: Uint8Array<ArrayBuffer> | undefined;

  /** The part of a frame, to follow a boundary; not to be changed. */
  of(frame: Frame): Uint8Array<ArrayBuffer> {
    if (this.#part && frame.sequence === this.#sequence && isSame(frame.payload, this.#payload)) {
      return this.#part;
    }
    this.#sequence = frame.sequence;
    this.#payload = frame.payload;
    return this.#part = makePart(frame);
  }
}

/** Unix time in seconds, with µs behind the point, as others name it in `X-Timestamp`. */
export function timestampOf({ captureUs }: Frame): string {
  return `${Math.floor(captureUs / 1e6)}.${String(captureUs % 1e6).padStart(6, "0")}`;
}

function makePart(frame: Frame): Uint8Array<ArrayBuffer> {
  const { payload, sequence } = frame;
  const head = encoder.encode(
    `Content-Type: image/jpeg\r\nContent-Length: ${payload.length}\r\n` +
      `X-Timestamp: ${timestampOf(frame)}\r\nPicam-Sequence: ${sequence}\r\n\r\n`,
  );
  const part = new Uint8Array(head.length + payload.length + afterImage.length);
  part.set(head);
  part.set(payload, head.length);
  part.set(afterImage, head.length + payload.length);
  return part;
}

/** Whether two views are of the very same memory: bytes of a frame are never changed. */
function isSame(one: Uint8Array, other: Uint8Array | undefined): boolean {
  return one.buffer === other?.buffer && one.byteOffset === other.byteOffset;
}
