/** `nal_unit_type` of what the pattern encoder makes. Spec: ITU-T H.264 (08/2021) table 7-1. */
export const NalUnitType = {
  /** A slice of a picture that is predicted from the one before it. */
  slice: 1,
  /** A slice of a picture that needs no other. */
  idrSlice: 5,
  /** Sequence parameter set. */
  sps: 7,
  /** Picture parameter set. */
  pps: 8,
} as const;

/**
 * Puts one NAL unit in Annex B form behind another: a four-byte start code, the header, the payload
 * with emulation prevention bytes. Spec: ITU-T H.264 (08/2021) 7.3.1, B.1.1.
 */
export class NalUnitWriter {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** @param capacityBytes Room for an access unit; each NAL unit may take 3/2 of its payload + 5 */
  constructor(capacityBytes: number) {
    this.#bytes = new Uint8Array(capacityBytes);
  }

  /**
   * Appends a NAL unit.
   *
   * @param rbsp The payload, ended by `rbsp_trailing_bits()`; read before it returns
   */
  write(rbsp: Uint8Array, header: { nalRefIdc: number; type: number }): void {
    const bytes = this.#bytes;
    bytes.set([0, 0, 0, 1, (header.nalRefIdc << 5) | header.type], this.#length);
    let at = this.#length + 5;
    let zeros = 0;
    for (let i = 0; i < rbsp.length; i++) {
      const byte = rbsp[i]!;
      if (zeros === 2 && byte <= 3) {
        bytes[at++] = 3;
        zeros = 0;
      }
      bytes[at++] = byte;
      zeros = byte === 0 ? zeros + 1 : 0;
    }
    this.#length = at;
  }

  /** Takes everything written since the last call: a copy, the caller's own. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }
}
