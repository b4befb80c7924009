/** Gives the moments at which the sensor has a frame: a steady rate, each a little late. */
export class SensorClock {
  /** Time from one frame to the next. */
  readonly periodMs: number;
  readonly #jitterMs: number;
  #startMs = performance.now();
  #count = 0;

  constructor(options: { framerate: number; jitterMs: number }) {
    this.periodMs = 1000 / options.framerate;
    this.#jitterMs = Math.min(options.jitterMs, this.periodMs / 2);
  }

  /**
   * Waits for the next frame.
   * @returns its number from 0, and its capture time in microseconds since the start.
   */
  async next(): Promise<{ number: number; cameraUs: number }> {
    const number = this.#count++;
    const dueMs = (number + 1) * this.periodMs;
    const waitMs = this.#startMs + dueMs + Math.random() * this.#jitterMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    else await new Promise((resolve) => setImmediate(resolve));
    return { number, cameraUs: Math.round(dueMs * 1000) };
  }

  /** Goes on from now, as after a restart of the camera. */
  restart(): void {
    this.#startMs = performance.now() - this.#count * this.periodMs;
  }
}
