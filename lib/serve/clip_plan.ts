import { FrameFlag } from "../frame/mod.ts";
import {
  describeDecoder,
  findParameterSets,
  isBipredictive,
  mayReorder,
  type ParameterSets,
  sameSets,
  splitNalUnits,
  splitSampleUnits,
} from "../h264/mod.ts";
import {
  encodeProgressiveHead,
  nominalDurationUs,
  type Sample,
  sampleBytes,
  ShownOrder,
  ticksOf,
} from "../mp4/mod.ts";
import type { RingView } from "../ring/mod.ts";
import { MediaClock } from "./media_clock.ts";
import { HttpProblem } from "./problem.ts";
import { type RingPicture, ringPictures, type RingSpan } from "./ring_pictures.ts";

/** All of a file but its pictures. */
export interface ClipPlan {
  /** File type, movie box, head of the media data. */
  readonly head: Uint8Array<ArrayBuffer>;
  /** What the decoder is set up with. */
  readonly sets: ParameterSets;
  /** Of each picture: its frame's number, and how large its sample is. */
  readonly samples: readonly { readonly sequence: number; readonly sizeBytes: number }[];
  /** Bytes of the whole file. */
  readonly sizeBytes: number;
  /** When the first picture was captured: Unix time, µs. */
  readonly captureUs: number;
}

type GrowingSample = Sample & {
  readonly sequence: number;
  duration: number;
  compositionOffset: number;
};

/**
 * Reads a stretch of the ring once, to know what the head of the file must say of it.
 *
 * @throws {HttpProblem} 409 where the description changes in it; 404 where it is gone meanwhile.
 */
export async function planClip(ring: RingView, span: RingSpan): Promise<ClipPlan> {
  let build: Planning | undefined;
  for await (const picture of ringPictures(ring, span)) {
    if (build !== undefined) build.add(picture);
    else if (picture.frame.flags & FrameFlag.key) build = new Planning(picture, ring);
  }
  if (build === undefined) throw new HttpProblem(404, "These frames have just left the ring");
  return build.finish();
}

/** Collects what is to be said of each picture. */
class Planning {
  readonly #first: RingPicture["frame"];
  readonly #decoder: ReturnType<typeof describeDecoder>;
  readonly #framerate: number | undefined;
  readonly #reorders: boolean;
  readonly #clock = new MediaClock();
  readonly #order = new ShownOrder();
  readonly #samples: GrowingSample[] = [];
  #before:
    | { readonly sample: GrowingSample; readonly time: number; readonly isB: boolean }
    | undefined;

  constructor(first: RingPicture, ring: RingView) {
    this.#first = first.frame;
    this.#framerate = ring.stream?.framerate;
    this.#decoder = decoderOf(first);
    this.#reorders = mayReorder(this.#decoder.sps);
    this.add(first);
  }

  add({ frame, lostFrames }: RingPicture): void {
    const key = (frame.flags & FrameFlag.key) !== 0;
    if (key) this.#mustAccept(frame.payload, frame.sequence);
    this.#clock.lose(lostFrames);
    const time = this.#clock.next(frame, this.#framerate);
    this.#complete(time);
    const isB = this.#reorders && isBipredictive(splitNalUnits(frame.payload));
    const sizeBytes = sampleBytes(splitSampleUnits(frame.payload, this.#decoder.avc));
    const { sequence } = frame;
    const sample = { sequence, key, sizeBytes, duration: 0, compositionOffset: 0 };
    this.#samples.push(sample);
    this.#before = { sample, time, isB };
  }

  finish(): ClipPlan {
    const { sps, avc } = this.#decoder;
    const { captureUs } = this.#first;
    const lastTicks = ticksOf(nominalDurationUs(this.#framerate));
    this.#complete((this.#before?.time ?? 0) + lastTicks);
    const track = { width: sps.width, height: sps.height, avc, createdUs: captureUs };
    const head = encodeProgressiveHead(track, this.#samples);
    const samples = this.#samples.map(({ sequence, sizeBytes }) => ({ sequence, sizeBytes }));
    const sizeBytes = samples.reduce((sum, sample) => sum + sample.sizeBytes, head.length);
    return { head, sets: avc, samples, sizeBytes, captureUs };
  }

  /** The sample before is shown until now. */
  #complete(time: number): void {
    if (this.#before === undefined) return;
    const { sample, isB } = this.#before;
    sample.duration = time - this.#before.time;
    this.#order.add(sample, isB);
  }

  #mustAccept(payload: Uint8Array, sequence: number): void {
    const sets = findParameterSets(payload);
    if (sets.sps.length + sets.pps.length === 0 || sameSets(sets, this.#decoder.avc)) return;
    throw new HttpProblem(
      409,
      `The picture's description changes at frame ${sequence}, and one file can have one only: ` +
        `ask for to=seq:${sequence} or from=seq:${sequence}`,
    );
  }
}

function decoderOf({ frame }: RingPicture): ReturnType<typeof describeDecoder> {
  try {
    return describeDecoder(findParameterSets(frame.payload));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new HttpProblem(404, `Frame ${frame.sequence} cannot be decoded: ${error.message}`);
  }
}
