import { type Frame, FrameFlag, type Gap, type StreamInfo } from "../frame/mod.ts";
import {
  describeDecoder,
  findParameterSets,
  isBipredictive,
  mayReorder,
  type ParameterSets,
  sameSets,
  splitNalUnits,
} from "../h264/mod.ts";
import {
  encodeFragmentHead,
  encodeLiveHead,
  nominalDurationUs,
  ShownOrder,
  ticksOf,
} from "../mp4/mod.ts";
import { MediaClock } from "./media_clock.ts";
import type { SharedSamples } from "./shared_samples.ts";

/** Which key frame decoding began with, and what the decoder was set up with. */
interface Begun {
  readonly sequence: number;
  readonly sets: ParameterSets;
  readonly mayReorder: boolean;
}

/** A frame that is to be sent. */
interface TimedFrame {
  readonly frame: Frame;
  readonly decodeTime: number;
  readonly isBipredictive: boolean;
}

/** B pictures behind one picture, at most: no level allows more. */
const mostInFragment = 17;

/**
 * Makes fragments of one client's frames: one of each frame, at once. It is said to be shown for the
 * nominal time, because nobody knows the true one before the next frame; that begins when it begins.
 * Where pictures may be shown in another order than they are coded in, one is sent when it is known
 * whether B pictures follow it, and with them.
 */
export class LiveFragments {
  readonly #shared: SharedSamples;
  readonly #clock = new MediaClock();
  #begun: Begun | undefined;
  #held: TimedFrame[] = [];
  #fragments = 0;
  #waitsForKey = true;

  /** @param shared Where samples are made; the same for all clients. */
  constructor(shared: SharedSamples) {
    this.#shared = shared;
  }

  /** The frame that it began with. */
  get firstSequence(): number {
    return this.#begun?.sequence ?? 0;
  }

  /** Notes frames that never come: the next one to be sent is a key frame. */
  lose({ first, last }: Gap): void {
    if (first !== undefined && last !== undefined) this.#clock.lose(last - first + 1);
    this.#waitsForKey = true;
  }

  /**
   * Takes the next frame.
   *
   * @returns Bytes to be sent, in this order; or `undefined` where a decoder must be set up anew,
   * because it is the first of another description: nothing can follow.
   */
  add(frame: Frame, stream: StreamInfo | undefined): Uint8Array<ArrayBuffer>[] | undefined {
    const isKey = (frame.flags & FrameFlag.key) !== 0;
    // The frame that it would end was shown already, broken: the picture comes back with a key.
    if (frame.flags & FrameFlag.continuation) this.#waitsForKey = true;
    else if (isKey) this.#waitsForKey = false;
    if (this.#waitsForKey) {
      this.#clock.lose(1);
      return [];
    }
    if (this.#begun !== undefined && isKey && !this.#accepts(frame, this.#begun)) return undefined;
    const framerate = stream?.framerate;
    const decodeTime = this.#clock.next(frame, framerate);
    const head = this.#begun === undefined ? this.#begin(frame) : [];
    if (head === undefined) return [];
    return [...head, ...this.#send(frame, decodeTime, ticksOf(nominalDurationUs(framerate)))];
  }

  #accepts({ payload }: Frame, begun: Begun): boolean {
    const sets = findParameterSets(payload);
    return sets.sps.length + sets.pps.length === 0 || sameSets(sets, begun.sets);
  }

  /** @returns the head; nothing where this key frame does not say how to decode it: one will. */
  #begin(frame: Frame): Uint8Array<ArrayBuffer>[] | undefined {
    const { payload, sequence, captureUs } = frame;
    try {
      const { sps, avc } = describeDecoder(findParameterSets(payload));
      this.#begun = { sequence, sets: avc, mayReorder: mayReorder(sps) };
      const { width, height } = sps;
      return [encodeLiveHead({ width, height, avc, createdUs: captureUs })];
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.#waitsForKey = true;
      return undefined;
    }
  }

  #send(frame: Frame, decodeTime: number, nominalTicks: number): Uint8Array<ArrayBuffer>[] {
    const reorders = this.#begun?.mayReorder === true;
    const isB = reorders && isBipredictive(splitNalUnits(frame.payload));
    const next = { frame, decodeTime, isBipredictive: isB };
    if (!reorders) return this.#fragment([next], { endTicks: decodeTime + nominalTicks });
    if (this.#held.length === 0 || (isB && this.#held.length < mostInFragment)) {
      this.#held.push(next);
      return [];
    }
    const complete = this.#held;
    this.#held = [next];
    return this.#fragment(complete, { endTicks: decodeTime, delayTicks: nominalTicks });
  }

  /**
   * `endTicks` is when the frame behind the last of them is decoded. All are shown `delayTicks` later
   * than they could be, so that none is shown before it is decoded: once ffmpeg meets such a one in a
   * stream that it plays, it moves all that follow.
   */
  #fragment(
    frames: readonly TimedFrame[],
    { endTicks, delayTicks = 0 }: { endTicks: number; delayTicks?: number },
  ): Uint8Array<ArrayBuffer>[] {
    const { sets } = this.#begun!;
    const bytes = frames.map(({ frame }) => this.#shared.of(frame, sets));
    const order = new ShownOrder();
    const samples = frames.map(({ frame, decodeTime, isBipredictive }, i) => {
      const sample = {
        sizeBytes: bytes[i]!.length,
        duration: (frames[i + 1]?.decodeTime ?? endTicks) - decodeTime,
        key: (frame.flags & FrameFlag.key) !== 0,
        compositionOffset: delayTicks,
      };
      order.add(sample, isBipredictive);
      return sample;
    });
    const sequenceNumber = ++this.#fragments;
    return [
      encodeFragmentHead({ sequenceNumber, decodeTime: frames[0]!.decodeTime, samples }),
      ...bytes,
    ];
  }
}
