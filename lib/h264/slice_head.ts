/** Holds the fields up to the parameter set's number, and the zero bytes of an ordinary start code. */
const HEAD_BYTES = 32;

/** The first bytes of a picture, kept to find out which parameter set it refers to. */
export class SliceHead {
  readonly #bytes = new Uint8Array(HEAD_BYTES);
  #length = HEAD_BYTES;

  /** A picture begins: its next bytes are the start code of its first slice. */
  begin(): void {
    this.#length = 0;
  }

  /** Takes what of a picture's bytes is still wanted. */
  append(view: Uint8Array): void {
    if (this.#length === HEAD_BYTES) return;
    const part = view.subarray(0, HEAD_BYTES - this.#length);
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  /** The slice without its start code: a view, good until the next `begin`. */
  get nal(): Uint8Array {
    const kept = this.#bytes.subarray(0, this.#length);
    return kept.subarray(kept.indexOf(1) + 1);
  }
}
