import { frameNumberBits, frameNumberBlocks } from "./frame_number.ts";
import { concatBytes, nalUnit } from "./nal_unit.ts";
import {
  counterBits,
  pictureParameterSet,
  sequenceParameterSet,
  type StreamShape,
} from "./parameter_sets.ts";
import { type PictureKind, slicePayload, type SliceRange } from "./slice.ts";

/** How a platform's encoder lays NAL units out. */
export interface NalLayout {
  /** `nal_ref_idc` of parameter sets, key pictures and P pictures (B pictures have 0). */
  readonly refIdc: { readonly parameterSet: number; readonly idr: number; readonly p: number };
  /** Parameter sets before every key picture, or only before the first. */
  readonly repeatParameterSets: boolean;
  /** `long`: 4 bytes everywhere; `x264`: 4 bytes for parameter sets and a unit's first slice. */
  readonly startCodes: "long" | "x264";
  /** Text of the user data SEI in the first access unit. */
  readonly banner?: string;
  readonly slices: number;
}

/** What an H.264 encoder of the stand-in is made for. */
export interface EncoderSettings {
  readonly shape: StreamShape;
  readonly layout: NalLayout;
  /** Pictures from one key picture to the next. */
  readonly intraFrames: number;
  readonly bitrateBps: number;
  /** Exact length of every picture that is not key, instead of one made for the bit rate. */
  readonly exactBytes?: number;
}

/** One access unit in Annex B form. */
export interface AccessUnit {
  readonly bytes: Uint8Array;
  readonly key: boolean;
}

/** A key picture takes this many times the bytes of another. */
const keyWeight = 6;
const macroblockBytes = 386;

/**
 * Makes H.264 whose every picture carries its frame number (see `readFrameNumber`) and noise
 * enough to fill the bit rate. An encoder without look-ahead: what goes in comes out at once,
 * except that with B pictures every other one waits for its successor.
 */
export class CounterEncoder {
  readonly #settings: EncoderSettings;
  readonly #columns: number;
  readonly #macroblocks: number;
  #sinceKey = Number.POSITIVE_INFINITY;
  #frameNum = 0;
  #idrPicId = 0;
  #first = true;
  #heldForB: { number: number; order: number } | undefined;

  /** @throws {RangeError} when the picture has not room for its number. */
  constructor(settings: EncoderSettings) {
    this.#settings = settings;
    this.#columns = Math.ceil(settings.shape.width / 16);
    this.#macroblocks = this.#columns * Math.ceil(settings.shape.height / 16);
    if (this.#macroblocks < frameNumberBlocks) {
      throw new RangeError(
        `A picture of the stand-in needs ${frameNumberBlocks} blocks of 16 x 16, has ${this.#macroblocks}`,
      );
    }
  }

  /** Takes the picture with this number, gives what is ready, in decoding order. */
  encode(number: number): AccessUnit[] {
    const order = this.#sinceKey + 1;
    if (order >= this.#settings.intraFrames) {
      const ready = this.flush();
      this.#sinceKey = 0;
      return [...ready, this.#unit("idr", number, 0)];
    }
    this.#sinceKey = order;
    if (!this.#settings.shape.bFrames) return [this.#unit("p", number, order)];
    if (this.#heldForB === undefined) {
      this.#heldForB = { number, order };
      return [];
    }
    const between = this.#heldForB;
    this.#heldForB = undefined;
    return [this.#unit("p", number, order), this.#unit("b", between.number, between.order)];
  }

  /** Gives what is still held, as at the end of the stream. */
  flush(): AccessUnit[] {
    const held = this.#heldForB;
    this.#heldForB = undefined;
    return held === undefined ? [] : [this.#unit("p", held.number, held.order)];
  }

  #unit(kind: PictureKind, number: number, order: number): AccessUnit {
    if (kind === "idr") {
      this.#frameNum = 0;
      this.#idrPicId = (this.#idrPicId + 1) % 2;
    }
    const head = kind === "idr" ? this.#parameterSets() : [];
    const headBytes = head.reduce((sum, unit) => sum + unit.length, 0);
    const slices = this.#slices(kind, { number, order, headBytes, follows: head.length > 0 });
    if (kind !== "b") this.#frameNum = (this.#frameNum + 1) % (1 << counterBits.frameNum);
    this.#first = false;
    return { bytes: concatBytes([...head, ...slices]), key: kind === "idr" };
  }

  #parameterSets(): Uint8Array[] {
    const { layout, shape } = this.#settings;
    if (!this.#first && !layout.repeatParameterSets) return [];
    const refBits = layout.refIdc.parameterSet << 5;
    const units = [
      nalUnit(refBits | 7, sequenceParameterSet(shape), { startCodeBytes: 4 }),
      nalUnit(refBits | 8, pictureParameterSet(), { startCodeBytes: 4 }),
    ];
    if (this.#first && layout.banner !== undefined) {
      units.push(nalUnit(6, bannerPayload(layout.banner), { startCodeBytes: 3 }));
    }
    return units;
  }

  #slices(
    kind: PictureKind,
    picture: { number: number; order: number; headBytes: number; follows: boolean },
  ): Uint8Array[] {
    const exact = kind === "idr" ? undefined : this.#settings.exactBytes;
    const make = (filler: number, escapes: number) =>
      this.#ranges(filler, escapes).map((range, index) => this.#slice(kind, picture, range, index));
    const size = (units: Uint8Array[]) => units.reduce((sum, unit) => sum + unit.length, 0);
    const bare = size(make(0, 0));
    const target = exact ?? this.#targetBytes(kind) - picture.headBytes;
    const filler = Math.max(0, Math.floor((target - bare) / macroblockBytes));
    const units = make(filler, 2);
    if (exact === undefined) return units;
    return make(filler, 2 + exact - size(units));
  }

  #slice(
    kind: PictureKind,
    picture: { number: number; order: number; follows: boolean },
    range: SliceRange,
    index: number,
  ): Uint8Array {
    const { layout, shape } = this.#settings;
    const header = kind === "idr"
      ? (layout.refIdc.idr << 5) | 5
      : ((kind === "b" ? 0 : layout.refIdc.p) << 5) | 1;
    const long = layout.startCodes === "long" || (index === 0 && !picture.follows);
    const payload = slicePayload({
      kind,
      columns: this.#columns,
      bits: frameNumberBits(picture.number),
      frameNum: this.#frameNum,
      idrPicId: this.#idrPicId,
      ...(shape.bFrames
        ? { pictureOrder: (picture.order * 2) % (1 << counterBits.pictureOrder) }
        : {}),
    }, range);
    return nalUnit(header, payload, { startCodeBytes: long ? 4 : 3 });
  }

  /** Slices of whole rows, the filler spread over them, the last one taking what is left. */
  #ranges(filler: number, escapes: number): SliceRange[] {
    const rows = this.#macroblocks / this.#columns;
    const count = Math.min(this.#settings.layout.slices, rows);
    return Array.from({ length: count }, (_, index) => {
      const firstRow = Math.floor(rows * index / count);
      const endRow = Math.floor(rows * (index + 1) / count);
      const share = Math.floor(filler / count);
      const last = index === count - 1;
      return {
        first: firstRow * this.#columns,
        count: (endRow - firstRow) * this.#columns,
        filler: last ? filler - share * (count - 1) : share,
        escapes: last ? escapes : 0,
      };
    });
  }

  #targetBytes(kind: PictureKind): number {
    const { bitrateBps, intraFrames, shape } = this.#settings;
    const average = bitrateBps / 8 / shape.framerate;
    const other = average * intraFrames / (intraFrames - 1 + keyWeight);
    return kind === "idr" ? other * keyWeight : other;
  }
}

/** Unregistered user data. Spec: ITU-T H.264 D.1.7. */
function bannerPayload(text: string): Uint8Array {
  // The identifier under which x264 signs.
  const uuid = Uint8Array.fromHex("dc45e9bde6d948b7962cd820d923eeef");
  const body = concatBytes([uuid, new TextEncoder().encode(text), new Uint8Array(1)]);
  const size: number[] = [];
  let left = body.length;
  for (; left >= 255; left -= 255) size.push(255);
  return concatBytes([new Uint8Array([5, ...size, left]), body, new Uint8Array([0x80])]);
}
