import { encodeFragmentHead } from "./fragment.ts";
import { ShownOrder } from "./shown_order.ts";
import type { Sample } from "./track.ts";

/** A coded picture as it comes, in decoding order. */
export interface LiveSample {
  /** Its bytes, as a sample has them; not copied. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** When it is decoded, in ticks: later than the one before. */
  readonly decodeTime: number;
  /** Whether it can be decoded by itself. */
  readonly key: boolean;
  /** Whether it is a B picture; never where `mayReorder` is not set. */
  readonly isBipredictive: boolean;
}

/** How a stream is. */
export interface LiveOrder {
  /** Whether pictures may be shown in another order than they are coded in. */
  readonly mayReorder: boolean;
  /** How long a picture is shown as far as anybody knows, in ticks. */
  readonly nominalTicks: number;
}

/** One picture, or one and the B pictures behind it. */
export interface LiveFragment<Of extends LiveSample> {
  /** What goes in front of the samples' bytes. */
  readonly head: Uint8Array<ArrayBuffer>;
  /** The samples in decoding order. */
  readonly samples: readonly Of[];
  /** When each of them is shown, in ticks. */
  readonly shownTimes: readonly number[];
}

/** B pictures behind one picture, at most: no level allows more. */
const mostInFragment = 17;

/**
 * Makes fragments of pictures as they come: one of each, at once. It is said to be shown for the
 * nominal time, because nobody knows the true one before the next picture; that begins when it begins.
 * Where pictures may be shown in another order than they are coded in, one is given when it is known
 * whether B pictures follow it, and with them. Spec: ISO/IEC 14496-12 8.8.
 */
export class LiveFragments<Of extends LiveSample = LiveSample> {
  #held: Of[] = [];
  #count = 0;

  /** Takes the next picture. @returns What is complete now, if anything is. */
  add(sample: Of, { mayReorder, nominalTicks }: LiveOrder): LiveFragment<Of> | undefined {
    if (!mayReorder) {
      return this.#fragment([sample], {
        endTicks: sample.decodeTime + nominalTicks,
        delayTicks: 0,
      });
    }
    const held = this.#held;
    if (held.length === 0 || (sample.isBipredictive && held.length < mostInFragment)) {
      held.push(sample);
      return undefined;
    }
    this.#held = [sample];
    return this.#fragment(held, { endTicks: sample.decodeTime, delayTicks: nominalTicks });
  }

  /** Lets go of what is not complete: what comes next does not follow it. */
  restart(): void {
    this.#held = [];
  }

  /**
   * `endTicks` is when the picture behind the last of them is decoded. All are shown `delayTicks` later
   * than they could be, so that none is shown before it is decoded: once ffmpeg meets such a one in a
   * stream that it plays, it moves all that follow.
   */
  #fragment(
    samples: readonly Of[],
    { endTicks, delayTicks }: { endTicks: number; delayTicks: number },
  ): LiveFragment<Of> {
    const order = new ShownOrder();
    const placed = samples.map((sample, i): Sample & { compositionOffset: number } => {
      const { bytes, decodeTime, key, isBipredictive } = sample;
      const duration = (samples[i + 1]?.decodeTime ?? endTicks) - decodeTime;
      const each = { sizeBytes: bytes.length, duration, key, compositionOffset: delayTicks };
      order.add(each, isBipredictive);
      return each;
    });
    const decodeTime = samples[0]!.decodeTime;
    const head = encodeFragmentHead({ sequenceNumber: ++this.#count, decodeTime, samples: placed });
    const shownTimes = samples.map((sample, i) => sample.decodeTime + placed[i]!.compositionOffset);
    return { head, samples, shownTimes };
  }
}
