/**
 * Takes the emulation prevention bytes out of a NAL unit, or of a part that begins where its payload
 * does.
 *
 * Spec: ITU-T H.264 (08/2021) 7.3.1, emulation_prevention_three_byte.
 *
 * @param nal Bytes between two start codes; only read.
 * @returns The raw byte sequence payload: a copy where there was something to take out, else `nal`.
 */
export function removeEmulationPrevention(nal: Uint8Array): Uint8Array {
  let copy: Uint8Array | undefined;
  let length = 0;
  let zeros = 0;
  for (let i = 0; i < nal.length; i++) {
    const byte = nal[i]!;
    if (zeros >= 2 && byte === 3) {
      copy ??= nal.slice();
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    if (copy) copy[length] = byte;
    length++;
  }
  return copy ? copy.subarray(0, length) : nal;
}

/**
 * Puts emulation prevention bytes into a NAL unit, so that no start code appears inside it and its
 * last byte is not zero.
 *
 * Spec: ITU-T H.264 (08/2021) 7.4.1.
 *
 * @param rbsp The NAL unit's header and raw byte sequence payload; only read.
 * @returns A new array that can follow a start code.
 */
export function addEmulationPrevention(rbsp: Uint8Array): Uint8Array<ArrayBuffer> {
  const nal = new Uint8Array(rbsp.length + (rbsp.length >> 1) + 1);
  let length = 0;
  let zeros = 0;
  for (let i = 0; i < rbsp.length; i++) {
    const byte = rbsp[i]!;
    if (zeros === 2 && byte <= 3) {
      nal[length++] = 3;
      zeros = 0;
    }
    nal[length++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  if (zeros > 0) nal[length++] = 3;
  return nal.subarray(0, length);
}
