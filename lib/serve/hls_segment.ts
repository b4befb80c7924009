import { FrameFlag } from "../frame/mod.ts";
import {
  describeDecoder,
  findParameterSets,
  isBipredictive,
  mayReorder,
  splitNalUnits,
  splitSampleUnits,
} from "../h264/mod.ts";
import { type CodedSample, encodeFragment, ShownOrder, ticksOf } from "../mp4/mod.ts";
import type { RingView } from "../ring/mod.ts";
import type { HlsSegment } from "./hls_index.ts";
import { type RingPicture, ringPictures } from "./ring_pictures.ts";

type GrowingSample = CodedSample & { compositionOffset: number };

/**
 * Makes the bytes of a segment: one fragment, whose times are those of the capture, in ticks since
 * 1970, so that segments follow one another without knowing of each other. Spec: RFC 8216 3.3.
 *
 * @returns `undefined` where its frames have left the ring.
 */
export async function encodeHlsSegment(
  ring: RingView,
  segment: HlsSegment,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const pictures: RingPicture[] = [];
  for await (const picture of ringPictures(ring, segment)) pictures.push(picture);
  const [first] = pictures;
  const isWhole = first?.frame.sequence === segment.first &&
    pictures.every(({ lostFrames }) => lostFrames === 0);
  if (!isWhole) return undefined;
  const endTicks = ticksOf(segment.captureUs + segment.durationUs);
  return encodeFragment({
    sequenceNumber: (segment.number + 1) % 2 ** 32,
    decodeTime: ticksOf(segment.captureUs),
    samples: samplesOf(pictures, endTicks),
  });
}

function samplesOf(pictures: readonly RingPicture[], endTicks: number): GrowingSample[] {
  const { sps, avc } = describeDecoder(findParameterSets(pictures[0]!.frame.payload));
  const reorders = mayReorder(sps);
  const order = new ShownOrder();
  let time = ticksOf(pictures[0]!.frame.captureUs);
  return pictures.map(({ frame: { payload, flags } }, i) => {
    const next = pictures[i + 1];
    const nextTime = next === undefined ? endTicks : ticksOf(next.frame.captureUs);
    const sample = {
      units: splitSampleUnits(payload, avc),
      duration: Math.max(1, nextTime - time),
      key: (flags & FrameFlag.key) !== 0,
      compositionOffset: 0,
    };
    time += sample.duration;
    order.add(sample, reorders && isBipredictive(splitNalUnits(payload)));
    return sample;
  });
}
