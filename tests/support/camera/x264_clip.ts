import type { EncodedFrame, FrameEncoder } from "./frame_encoder.ts";
import { concatBytes } from "./h264/nal_unit.ts";
import { type FoundNal, listNals } from "./nal_list.ts";

/** Where the clips are. */
export const clipFolder: string = new URL("../../testdata/h264", import.meta.url).pathname;

/** Pictures in a clip: two groups of 30. They are numbered from 0. */
export const clipFrames = 60;

/** Size of a clip's pictures. */
export const clipSize = { width: 640, height: 480 } as const;

/** Plays a clip of real x264 output again and again, one access unit per camera frame. */
export class ClipEncoder implements FrameEncoder {
  readonly #units: readonly EncodedFrame[];
  #next = 0;

  /** @param name File name of the clip. */
  constructor(name: "x264_default.h264" | "x264_low_latency.h264") {
    this.#units = accessUnits(Deno.readFileSync(`${clipFolder}/${name}`));
  }

  encode(): EncodedFrame[] {
    const index = this.#next++ % this.#units.length;
    const unit = this.#units[index]!;
    return [index === 0 && this.#next > 1 ? withoutBanner(unit) : unit];
  }

  flush(): EncodedFrame[] {
    return [];
  }
}

/** Cuts a stream of x264 into access units. */
export function accessUnits(stream: Uint8Array): EncodedFrame[] {
  const groups: FoundNal[][] = [];
  for (const nal of listNals(stream)) {
    const last = groups.at(-1);
    const hasSlice = last?.some(({ header }) => isSlice(header)) ?? false;
    if (last === undefined || (hasSlice && beginsUnit(nal))) groups.push([nal]);
    else last.push(nal);
  }
  return groups.map((nals) => ({
    bytes: concatBytes(nals.map(({ bytes }) => bytes)),
    key: nals.some(({ header }) => (header & 31) === 5),
  }));
}

function isSlice(header: number): boolean {
  return [1, 5].includes(header & 31);
}

/** Whether a NAL unit behind a slice belongs to the next picture: `first_mb_in_slice` 0 is one bit. */
function beginsUnit({ header, startCodeBytes, bytes }: FoundNal): boolean {
  return !isSlice(header) || (bytes[startCodeBytes + 1]! & 0x80) !== 0;
}

/** x264 signs only the first picture of a run. */
function withoutBanner(unit: EncodedFrame): EncodedFrame {
  const kept = listNals(unit.bytes).filter(({ header }) => header !== 6);
  return { ...unit, bytes: concatBytes(kept.map(({ bytes }) => bytes)) };
}
