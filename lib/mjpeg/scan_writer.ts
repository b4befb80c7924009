/** Bits of a scan, packed into bytes, with a zero behind each 0xff. Spec: ITU-T T.81 (09/1992) F.1.2.3. */
export class ScanWriter {
  #bytes = new Uint8Array(64 * 1024);
  #length = 0;
  /** The newest bits, the last of them lowest; older ones above them are of no use. */
  #bits = 0;
  #bitCount = 0;

  /** Begins anew, behind `head`. */
  begin(head: Uint8Array): void {
    this.#bits = this.#bitCount = 0;
    this.#bytes.set(head);
    this.#length = head.length;
  }

  /** Appends the lowest `count` bits, at most 16. */
  put(bits: number, count: number): void {
    this.#bits = this.#bits << count | bits & (1 << count) - 1;
    this.#bitCount += count;
    while (this.#bitCount >= 8) {
      this.#bitCount -= 8;
      this.#putByte(this.#bits >>> this.#bitCount & 255);
    }
  }

  /** Fills the last byte with ones and appends `tail`. @returns a copy of all. */
  finish(tail: Uint8Array): Uint8Array<ArrayBuffer> {
    if (this.#bitCount > 0) this.put(0x7f, 8 - this.#bitCount);
    const whole = new Uint8Array(this.#length + tail.length);
    whole.set(this.#bytes.subarray(0, this.#length));
    whole.set(tail, this.#length);
    return whole;
  }

  #putByte(byte: number): void {
    if (this.#length + 2 > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
    if (byte === 0xff) this.#bytes[this.#length++] = 0;
  }
}
