const slotUs = 250e3;
const slots = 8;

/** Frames and bits per second over the last two seconds, in constant memory. */
export class RateWindow {
  readonly #frames = new Float64Array(slots);
  readonly #bytes = new Float64Array(slots);
  #slot = 0;
  #firstUs: number | undefined;

  /** Adds a frame. @param nowUs When it was received, of any clock that does not step. */
  add(sizeBytes: number, nowUs: number): void {
    this.#firstUs ??= nowUs;
    this.#advance(nowUs);
    const at = this.#slot % slots;
    this.#frames[at] = (this.#frames[at] ?? 0) + 1;
    this.#bytes[at] = (this.#bytes[at] ?? 0) + sizeBytes;
  }

  /** What came per second up to this moment. */
  rates(nowUs: number): { readonly framesPerSecond: number; readonly bitrateBps: number } {
    if (this.#firstUs === undefined) return { framesPerSecond: 0, bitrateBps: 0 };
    this.#advance(nowUs);
    const windowStartUs = (this.#slot - slots + 1) * slotUs;
    const us = Math.max(slotUs, nowUs - Math.max(windowStartUs, this.#firstUs));
    const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);
    return {
      framesPerSecond: sum(this.#frames) / us * 1e6,
      bitrateBps: sum(this.#bytes) * 8 / us * 1e6,
    };
  }

  #advance(nowUs: number): void {
    const slot = Math.floor(nowUs / slotUs);
    const passed = Math.min(slots, slot - this.#slot);
    for (let step = 1; step <= passed; step++) {
      this.#frames[(this.#slot + step) % slots] = 0;
      this.#bytes[(this.#slot + step) % slots] = 0;
    }
    if (passed === slots) {
      this.#frames.fill(0);
      this.#bytes.fill(0);
    }
    if (passed > 0) this.#slot = slot;
  }
}
