import { toHex } from "../bytes/mod.ts";
/** So many of a stream's first bytes are looked at. */
const signatureBytes = 8;

/** What people connect by mistake, by the bytes that it begins with, in hexadecimal. */
const signatures: readonly (readonly [RegExp, string])[] = [
  [/^(00){2,3}01/, "H.264 or another video of that family"],
  [/^.{8}(66747970|6d6f6f76|6d6f6f66)/, "an MP4 file"],
  [/^1a45dfa3/, "a Matroska or WebM file"],
  [/^52494646/, "an AVI file"],
  [/^89504e47/, "PNG"],
  [/^595556344d504547/, "uncompressed video (Y4M)"],
];

/** The first bytes of a stream: where it has no images they often tell what it is instead. */
export class Signature {
  readonly #bytes = new Uint8Array(signatureBytes);
  #length = 0;

  /** Takes what of a stream's next bytes is still wanted. */
  append(bytes: Uint8Array): void {
    if (this.#length === signatureBytes) return;
    const part = bytes.subarray(0, signatureBytes - this.#length);
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  /** Words to complete "this seems to be", or nothing. */
  seemsToBe(): string | undefined {
    const hex = toHex(this.#bytes.subarray(0, this.#length));
    return signatures.find(([signature]) => signature.test(hex))?.[1];
  }
}
