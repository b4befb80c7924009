/** The player is kept so far behind the newest frame at first, s: the frame that it decodes. */
const firstTarget = 0.04;
/** Each time that the player ran dry the distance grows by so much, s, up to the most. */
const targetStep = 0.02, largestTarget = 0.25;
/** Without running dry for so long, ms, it shrinks by a step. */
const calmMs = 20_000;
/** Farther behind than this the player jumps instead of hurrying, s. */
const jumpBeyond = 0.7;
/** Smoothing of the distance: frames come in steps. */
const newShare = 0.15;
/** How much faster or slower it plays at most, and for each second of distance. */
const fastest = 0.12, slowest = 0.06, perSecond = 1.5;

/** What the player is to do. */
export interface EdgeOrder {
  /** Rate to play at; 1 is the camera's. */
  readonly rate: number;
  /** Media time to jump to, s, where hurrying would take too long. */
  readonly jumpTo?: number;
}

/**
 * Keeps a player at the live edge: near enough that nobody notices, far enough that it does not run
 * dry; drift is caught up by a slightly other rate. Pure.
 */
export class LiveEdge {
  #target = firstTarget;
  #distance: number | undefined;
  #changedAtMs = 0;

  /** How far behind the newest frame it wants to be, s. */
  get target(): number {
    return this.#target;
  }

  /** The player ran dry. */
  takeStall(atMs: number): void {
    this.#target = Math.min(largestTarget, this.#target + targetStep);
    this.#changedAtMs = atMs;
  }

  /**
   * A frame was handed over.
   * @param newest Its media time, s.
   * @param current The player's, s.
   */
  takeFrame(newest: number, { current, atMs }: { current: number; atMs: number }): EdgeOrder {
    const distance = newest - current;
    if (distance > jumpBeyond || distance < -jumpBeyond) {
      this.#distance = undefined;
      return { rate: 1, jumpTo: newest };
    }
    this.#distance ??= distance;
    this.#distance += newShare * (distance - this.#distance);
    if (atMs - this.#changedAtMs > calmMs && this.#target > firstTarget) {
      this.#target = Math.max(firstTarget, this.#target - targetStep);
      this.#changedAtMs = atMs;
    }
    const error = this.#distance - this.#target;
    const wish = Math.max(-slowest, Math.min(fastest, error * perSecond));
    // Steps of a hundredth: setting a rate costs the player something.
    return { rate: Math.abs(error) < 0.008 ? 1 : 1 + Math.round(wish * 100) / 100 };
  }
}
