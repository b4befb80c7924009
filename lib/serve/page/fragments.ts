import { type Frame, FrameFlag, type StreamInfo } from "../../frame/mod.ts";
import {
  describeDecoder,
  findParameterSets,
  type ParameterSets,
  sameSets,
  splitSampleUnits,
} from "../../h264/mod.ts";
import {
  encodeFileType,
  encodeFragmentedMovie,
  encodeFragmentHead,
  fragmentHeadBytes,
  timescale,
} from "../../mp4/mod.ts";

/** What a media element is to be given for one frame. */
export interface MadeFragment {
  /** What decoding begins with, in front of the fragment; only where it is another. */
  readonly head?: Uint8Array<ArrayBuffer>;
  /** The frame, as a fragment of its own. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** When it is shown on the media's time line, ticks of 90 kHz. */
  readonly ticks: number;
}

/** A step between frames beyond this is no pace but another place or a clock that was set. */
const longestStepUs = 2e6;
const usualFramerate = 30;

/**
 * Makes fragments for Media Source: each frame at once one of its own, with its capture time, on a
 * time line that begins at 0 and has no holes where the stream has some. Pure.
 *
 * Spec: ISO/IEC 14496-12 8.8; W3C ISO BMFF Byte Stream Format.
 */
export class Fragments {
  #sets: ParameterSets | undefined;
  #lastUs: number | undefined;
  /** Media time of the frame before, µs. */
  #mediaUs = 0;
  #ticks = -1;
  #count = 0;
  #needsKey = true;

  /** What comes next does not follow what came: it begins with a key frame. */
  restart(): void {
    this.#needsKey = true;
    this.#lastUs = undefined;
  }

  /**
   * Makes the fragment of a frame.
   *
   * @returns Nothing for one that cannot be shown without another that is missing.
   * @throws {SyntaxError} Where a key frame's parameter sets cannot be read.
   */
  add(frame: Frame, { framerate }: StreamInfo): MadeFragment | undefined {
    const isKey = (frame.flags & FrameFlag.key) !== 0;
    if (frame.flags & FrameFlag.continuation) this.#needsKey = true;
    if (this.#needsKey && !isKey) return undefined;
    this.#needsKey = false;
    const head = isKey ? this.#headOf(frame) : undefined;
    const nominalUs = 1e6 / (framerate || usualFramerate);
    this.#advance(frame, nominalUs);
    const bytes = this.#fragmentOf(frame, { isKey, nominalUs });
    return { bytes, ticks: this.#ticks, ...(head === undefined ? {} : { head }) };
  }

  #headOf({ payload, captureUs }: Frame): Uint8Array<ArrayBuffer> | undefined {
    const found = findParameterSets(payload);
    if (this.#sets !== undefined && sameSets(this.#sets, found)) return undefined;
    const { sps, avc } = describeDecoder(found);
    this.#sets = { sps: avc.sps, pps: avc.pps };
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

  #fragmentOf(
    { payload }: Frame,
    { isKey, nominalUs }: { isKey: boolean; nominalUs: number },
  ): Uint8Array<ArrayBuffer> {
    const units = splitSampleUnits(payload, this.#sets ?? { sps: [], pps: [] });
    const sizeBytes = units.reduce((sum, { length }) => sum + 4 + length, 0);
    const head = encodeFragmentHead({
      sequenceNumber: ++this.#count,
      decodeTime: this.#ticks,
      samples: [{ sizeBytes, key: isKey, duration: Math.round(nominalUs * timescale / 1e6) }],
    });
    const bytes = new Uint8Array(fragmentHeadBytes(1) + sizeBytes);
    bytes.set(head);
    const view = new DataView(bytes.buffer);
    let at = head.length;
    for (const unit of units) {
      view.setUint32(at, unit.length);
      bytes.set(unit, at + 4);
      at += 4 + unit.length;
    }
    return bytes;
  }
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
