/**
 * Makes capture times for frames that bring none: the time of arrival, as long as they arrive at their
 * pace. What arrives in a burst (the frames since the newest key frame, or those of an outage) was
 * not captured in one: it is laid out at the nominal distance, and what follows stays behind it.
 */
export class ArrivalTimes {
  #lastArrivalUs: number | undefined;
  /** How far the time line is ahead of arrival. */
  #leadUs = 0;

  /** The capture time of the next frame. @param framerate What the stream says; maybe nothing. */
  captureUs(arrivalUs: number, framerate: number | undefined): number {
    const lastUs = this.#lastArrivalUs;
    this.#lastArrivalUs = arrivalUs;
    if (lastUs === undefined || framerate === undefined) return arrivalUs + this.#leadUs;
    const nominalUs = 1e6 / framerate;
    const sinceUs = arrivalUs - lastUs;
    if (sinceUs < nominalUs / 4) this.#leadUs += nominalUs - sinceUs;
    // Two that came together are followed by a pause.
    else if (sinceUs > 1.5 * nominalUs && sinceUs < 3 * nominalUs) {
      this.#leadUs -= Math.min(this.#leadUs, sinceUs - nominalUs);
    }
    return arrivalUs + this.#leadUs;
  }
}
