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

/** Start code and header. */
const NAL_UNIT_HEAD_BYTES = 5;

/**
 * Puts NAL units in Annex B form one behind another: a four-byte start code, the header, the payload
 * with emulation prevention bytes. Spec: ITU-T H.264 (08/2021) 7.3.1, B.1.1.
 */
export class NalUnitWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /**
   * Appends a NAL unit.
   *
   * @param rbsp The payload, ended by `rbsp_trailing_bits()`; read before it returns
   */
  write(rbsp: Uint8Array, header: { nalRefIdc: number; type: number }): void {
    this.#makeRoom(NAL_UNIT_HEAD_BYTES + Math.ceil(rbsp.length * 1.5));
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = bytes[at++] = bytes[at++] = 0;
    bytes[at++] = 1;
    bytes[at++] = (header.nalRefIdc << 5) | header.type;
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

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array((this.#length + bytes) * 2);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
