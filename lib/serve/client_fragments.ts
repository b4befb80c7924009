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
import { encodeLiveHead, LiveFragments, nominalDurationUs, ticksOf } from "../mp4/mod.ts";
import { MediaClock } from "./media_clock.ts";
import type { SharedSamples } from "./shared_samples.ts";

/** Which key frame decoding began with, and what the decoder was set up with. */
interface Begun {
  readonly sequence: number;
  readonly sets: ParameterSets;
  readonly mayReorder: boolean;
}

/** Makes fragments of one client's frames, on a time line that begins with the first of them. */
export class ClientFragments {
  readonly #shared: SharedSamples;
  readonly #clock = new MediaClock();
  readonly #fragments = new LiveFragments();
  #begun: Begun | undefined;
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
    const { sets, mayReorder } = this.#begun!;
    const bytes = this.#shared.of(frame, sets);
    const key = (frame.flags & FrameFlag.key) !== 0;
    const isB = mayReorder && isBipredictive(splitNalUnits(frame.payload));
    const sample = { bytes, decodeTime, key, isBipredictive: isB };
    const complete = this.#fragments.add(sample, { mayReorder, nominalTicks });
    return complete === undefined
      ? []
      : [complete.head, ...complete.samples.map((each) => each.bytes)];
  }
}
