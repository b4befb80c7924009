import { type Frame, FrameFlag, type StreamInfo } from "../../frame/mod.ts";
import {
  describeDecoder,
  findParameterSets,
  isBipredictive,
  mayReorder,
  type ParameterSets,
  sameSets,
  splitNalUnits,
  splitSampleUnits,
} from "../../h264/mod.ts";
import {
  encodeFileType,
  encodeFragmentedMovie,
  encodeSample,
  type LiveFragment,
  LiveFragments,
  type LiveSample,
  timescale,
} from "../../mp4/mod.ts";

/** A picture of a fragment. */
export interface FragmentPicture {
  /** When it is shown on the media's time line, ticks of 90 kHz. */
  readonly ticks: number;
  /** When it was captured, µs. */
  readonly captureUs: number;
}

/** What a media element is to be given next. */
export interface MadeFragment {
  /** What decoding begins with, in front of the fragment; only where it is another. */
  readonly head?: Uint8Array<ArrayBuffer>;
  /** The frame, or it and the B pictures behind it, as a fragment. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its pictures in the order in which they are shown. */
  readonly pictures: readonly FragmentPicture[];
}

interface CapturedSample extends LiveSample {
  readonly captureUs: number;
  /** What decoding begins with, of a key frame that brings another. */
  readonly head: Uint8Array<ArrayBuffer> | undefined;
}

/** A step between frames beyond this is no pace but another place or a clock that was set. */
const longestStepUs = 2e6;
const usualFramerate = 30;

/**
 * Makes fragments for Media Source: each frame at once one of its own, with its capture time, on a
 * time line that begins at 0 and has no holes where the stream has some. Where pictures may be shown
 * in another order than they come in, one waits for the next that is no B picture. Pure.
 *
 * Spec: ISO/IEC 14496-12 8.8; W3C ISO BMFF Byte Stream Format.
 */
export class Fragments {
  readonly #fragments = new LiveFragments<CapturedSample>();
  #sets: ParameterSets | undefined;
  #mayReorder = false;
  #lastUs: number | undefined;
  /** Media time of the frame before, µs. */
  #mediaUs = 0;
  #ticks = -1;
  #needsKey = true;

  /** What comes next does not follow what came: it begins with a key frame. */
  restart(): void {
    this.#needsKey = true;
    this.#lastUs = undefined;
    this.#fragments.restart();
  }

  /**
   * Takes the next frame.
   *
   * @returns What is to be given to the media element now, none or one; `undefined` where the frame
   * cannot be shown without another that is missing.
   * @throws {SyntaxError} Where a key frame's parameter sets cannot be read.
   */
  add(frame: Frame, { framerate }: StreamInfo): MadeFragment[] | undefined {
    const isKey = (frame.flags & FrameFlag.key) !== 0;
    if (frame.flags & FrameFlag.continuation) this.#needsKey = true;
    if (this.#needsKey && !isKey) return undefined;
    this.#needsKey = false;
    const nominalUs = 1e6 / (framerate || usualFramerate);
    const head = isKey ? this.#headOf(frame) : undefined;
    this.#advance(frame, nominalUs);
    const complete = this.#fragments.add(this.#sampleOf(frame, { key: isKey, head }), {
      mayReorder: this.#mayReorder,
      nominalTicks: Math.round(nominalUs * timescale / 1e6),
    });
    return complete === undefined ? [] : [madeOf(complete)];
  }

  /** What sets a decoder up, where the parameter sets are others; a picture that waits is given up. */
  #headOf({ payload, captureUs }: Frame): Uint8Array<ArrayBuffer> | undefined {
    const found = findParameterSets(payload);
    if (this.#sets !== undefined && sameSets(this.#sets, found)) return undefined;
    this.#fragments.restart();
    const { sps, avc } = describeDecoder(found);
    this.#sets = { sps: avc.sps, pps: avc.pps };
    this.#mayReorder = mayReorder(sps);
    const { width, height } = sps;
    const movie = encodeFragmentedMovie({ width, height, avc, createdUs: captureUs });
    return joined([encodeFileType(), movie]);
  }

  #advance({ captureUs, flags }: Frame, nominalUs: number): void {
    const stepUs = captureUs - (this.#lastUs ?? captureUs - nominalUs);
    const isSteady = stepUs > 0 && stepUs < longestStepUs && !(flags & FrameFlag.discontinuity);
    this.#mediaUs += isSteady ? stepUs : nominalUs;
    this.#lastUs = captureUs;
    this.#ticks = Math.max(this.#ticks + 1, Math.round(this.#mediaUs * timescale / 1e6));
  }

  #sampleOf(
    { payload, captureUs }: Frame,
    { key, head }: Pick<CapturedSample, "key" | "head">,
  ): CapturedSample {
    return {
      bytes: encodeSample(splitSampleUnits(payload, this.#sets ?? { sps: [], pps: [] })),
      decodeTime: this.#ticks,
      key,
      isBipredictive: this.#mayReorder && isBipredictive(splitNalUnits(payload)),
      captureUs,
      head,
    };
  }
}

function madeOf({ head, samples, shownTimes }: LiveFragment<CapturedSample>): MadeFragment {
  const decoderHead = samples[0]?.head;
  const pictures = samples.map(({ captureUs }, i) => ({ captureUs, ticks: shownTimes[i]! }));
  return {
    bytes: joined([head, ...samples.map(({ bytes }) => bytes)]),
    pictures: pictures.sort((one, other) => one.ticks - other.ticks),
    ...(decoderHead === undefined ? {} : { head: decoderHead }),
  };
}

/** One array of several. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
