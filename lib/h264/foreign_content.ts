/** So many of a stream's first bytes are looked at. */
const SIGNATURE_BYTES = 16;

/** What people connect by mistake, by the bytes that it begins with, in hexadecimal. */
const SIGNATURES: readonly (readonly [RegExp, string])[] = [
  [/^ffd8ff/, "JPEG images (MJPEG)"],
  [/^474|^475/, "an MPEG transport stream"],
  [/^000001ba/, "an MPEG program stream"],
  [/^000001b3/, "MPEG-2 video"],
  [/^000001b0/, "MPEG-4 part 2 video"],
  [/^(00){2,3}014[0246]01/, "H.265"],
  [/^.{8}(66747970|73747970|6d6f6f76|6d6f6f66)/, "an MP4 file"],
  [/^1a45dfa3/, "a Matroska or WebM file"],
  [/^52494646.{8}415649/, "an AVI file"],
  [/^464c5601/, "Flash video"],
  [/^444b4946/, "an IVF file"],
  [/^595556344d50454732/, "uncompressed video (Y4M)"],
  [/^([2-6].|7[0-9a-e]|09|0a|0d){16}/, "text"],
];

/** The first bytes of a stream: where it is no H.264 they often tell what it is instead. */
export class Signature {
  readonly #bytes = new Uint8Array(SIGNATURE_BYTES);
  #length = 0;

  /** Takes what of a stream's next bytes is still wanted. */
  append(bytes: Uint8Array): void {
    if (this.#length === SIGNATURE_BYTES) return;
    const part = bytes.subarray(0, SIGNATURE_BYTES - this.#length);
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  /** Words to complete "this seems to be", or nothing. */
  seemsToBe(): string | undefined {
    const bytes = [...this.#bytes.subarray(0, this.#length)];
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return SIGNATURES.find(([signature]) => signature.test(hex))?.[1];
  }
}
