/** A sample whose composition offset may still change. */
export interface OrderedSample {
  /** How long it is shown, in ticks. */
  readonly duration: number;
  /** How much later than it is decoded it is shown; at first what all of them have in common. */
  compositionOffset: number;
}

/**
 * Finds out when pictures are shown of which some are coded after one that is shown later: a B
 * picture is shown when the picture before it was decoded, and the one that it was coded behind
 * that much later. Spec: ISO/IEC 14496-12 8.6.1.3.
 */
export class ShownOrder {
  /** The last picture that is no B picture, and the one in front of the next. */
  #anchor: OrderedSample | undefined;
  #last: OrderedSample | undefined;

  /** Whether a B picture that comes now would have one to be shown before. */
  get hasAnchor(): boolean {
    return this.#anchor !== undefined;
  }

  /** Places the next sample in decoding order. @param isBipredictive Whether it is a B picture. */
  add(sample: OrderedSample, isBipredictive: boolean): void {
    if (!isBipredictive) this.#anchor = sample;
    else if (this.#anchor && this.#last) {
      sample.compositionOffset -= this.#last.duration;
      this.#anchor.compositionOffset += this.#last.duration;
    }
    this.#last = sample;
  }
}
