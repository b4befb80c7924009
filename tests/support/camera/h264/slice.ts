import { BitWriter } from "./bit_writer.ts";
import { frameNumberBlocks, luma } from "./frame_number.ts";
import { counterBits } from "./parameter_sets.ts";

/** One of the three kinds of picture that the camera programs produce. */
export type PictureKind = "idr" | "p" | "b";

/** What the slices of one picture have in common. */
export interface Picture {
  readonly kind: PictureKind;
  readonly columns: number;
  /** The frame number's blocks, see `frameNumberBits`. */
  readonly bits: readonly boolean[];
  readonly frameNum: number;
  readonly idrPicId: number;
  /** Order of display, only in streams with B pictures. */
  readonly pictureOrder?: number;
}

/** The macroblocks of one slice: `filler` of them at its end are noise that makes up the size. */
export interface SliceRange {
  readonly first: number;
  readonly count: number;
  readonly filler: number;
  /** How many emulation prevention bytes the noise provokes. */
  readonly escapes: number;
}

const bytesPerMacroblock = 384;
const sliceTypes = { idr: 7, p: 5, b: 6 } as const;
/** Offset of the intra macroblock types. Spec: ITU-T H.264 7.4.5, tables 7-11, 7-13, 7-14. */
const intraTypeOffset = { idr: 0, p: 5, b: 23 } as const;
const intra16x16Dc = 3;
const intraPcm = 25;

const noise = makeNoise(1 << 16);

function makeNoise(sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let state = 0x2545f491;
  for (let i = 0; i < sizeBytes; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = 1 + (state >>> 8) % 255; // never 0: escapes are placed on purpose
  }
  return bytes;
}

/** Payload of one slice. Spec: ITU-T H.264 7.3.3, 7.3.4. */
export function slicePayload(picture: Picture, range: SliceRange): Uint8Array {
  const w = new BitWriter();
  sliceHeader(w, picture, range.first);
  const blocks = new BlockWriter(w, picture, range.first);
  const end = range.first + range.count;
  const numbered = Math.min(frameNumberBlocks, end);
  for (let address = range.first; address < numbered; address++) {
    blocks.flat(address, picture.bits[address] ? luma.one : luma.zero);
  }
  const filler = Math.min(range.filler, end - Math.max(numbered, range.first));
  for (let address = Math.max(numbered, range.first); address < end - filler; address++) {
    blocks.background(address);
  }
  const samples = fillerSamples(picture, { filler, escapes: range.escapes });
  for (let i = 0; i < filler; i++) {
    blocks.pcm(samples.subarray(i * bytesPerMacroblock, (i + 1) * bytesPerMacroblock));
  }
  blocks.end();
  return w.finish();
}

function sliceHeader(w: BitWriter, picture: Picture, first: number): void {
  w.ue(first);
  w.ue(sliceTypes[picture.kind]);
  w.ue(0);
  w.bits(picture.frameNum, counterBits.frameNum);
  if (picture.kind === "idr") w.ue(picture.idrPicId);
  if (picture.pictureOrder !== undefined) w.bits(picture.pictureOrder, counterBits.pictureOrder);
  if (picture.kind === "b") w.bits(1, 1); // direct_spatial_mv_pred_flag
  if (picture.kind !== "idr") w.bits(0, 1); // num_ref_idx_active_override_flag
  if (picture.kind !== "idr") w.bits(0, 1); // ref_pic_list_modification_flag_l0
  if (picture.kind === "b") w.bits(0, 1);
  if (picture.kind === "idr") w.bits(0, 2); // output at once, short-term
  else if (picture.kind === "p") w.bits(0, 1); // sliding window
  w.se(0); // slice_qp_delta
  w.ue(1); // disable_deblocking_filter_idc
}

function fillerSamples(picture: Picture, tail: { filler: number; escapes: number }): Uint8Array {
  const samples = new Uint8Array(tail.filler * bytesPerMacroblock);
  const start = (picture.frameNum * 977) % 4096;
  for (let offset = 0; offset < samples.length; offset += noise.length - start) {
    samples.set(noise.subarray(start, start + samples.length - offset), offset);
  }
  const escapes = Math.min(tail.escapes, Math.floor(samples.length / 3));
  for (let i = 0; i < escapes; i++) samples.set([0, 0, 1], i * 3);
  return samples;
}

/** Writes macroblocks and remembers the brightness that the next one is predicted from. */
class BlockWriter {
  readonly #w: BitWriter;
  readonly #picture: Picture;
  readonly #first: number;
  readonly #values = new Map<number, number>();
  #skipped = 0;

  constructor(w: BitWriter, picture: Picture, first: number) {
    this.#w = w;
    this.#picture = picture;
    this.#first = first;
  }

  /** A block of one brightness: Intra 16 × 16, DC prediction, one coefficient. */
  flat(address: number, target: number): void {
    const predicted = this.#prediction(address);
    const level = Math.round((target - predicted) / 2.5);
    this.#type(intra16x16Dc);
    this.#w.ue(0); // intra_chroma_pred_mode: DC
    this.#w.se(0); // mb_qp_delta
    dcCoefficient(this.#w, level);
    this.#values.set(address, predicted + ((level * 160 + 32) >> 6));
  }

  /** Grey in a key picture, otherwise what was there before. */
  background(address: number): void {
    if (this.#picture.kind === "idr") this.flat(address, luma.background);
    else this.#skipped++;
  }

  /** 384 samples as they are. */
  pcm(samples: Uint8Array): void {
    this.#type(intraPcm);
    this.#w.align();
    this.#w.append(samples);
  }

  end(): void {
    if (this.#picture.kind !== "idr" && this.#skipped > 0) this.#w.ue(this.#skipped);
  }

  #type(intraType: number): void {
    if (this.#picture.kind !== "idr") {
      this.#w.ue(this.#skipped);
      this.#skipped = 0;
    }
    this.#w.ue(intraTypeOffset[this.#picture.kind] + intraType);
  }

  /** Spec: ITU-T H.264 8.3.3.3, for neighbours of one brightness each. */
  #prediction(address: number): number {
    const { columns } = this.#picture;
    const left = address % columns > 0 && address - 1 >= this.#first
      ? this.#values.get(address - 1)
      : undefined;
    const top = address - columns >= this.#first ? this.#values.get(address - columns) : undefined;
    if (left !== undefined && top !== undefined) return (left + top + 1) >> 1;
    return left ?? top ?? 128;
  }
}

/** Intra16x16DCLevel with at most one coefficient, nC 0 or 1. Spec: ITU-T H.264 9.2. */
function dcCoefficient(w: BitWriter, level: number): void {
  if (level === 0) return w.bits(1, 1); // coeff_token: none
  if (Math.abs(level) === 1) {
    w.bits(1, 2); // coeff_token: one trailing one
    w.bits(level < 0 ? 1 : 0, 1);
  } else {
    w.bits(0b000101, 6); // coeff_token: one coefficient
    levelCode(w, (level > 0 ? 2 * level - 2 : -2 * level - 1) - 2);
  }
  w.bits(1, 1); // total_zeros 0
}

function levelCode(w: BitWriter, code: number): void {
  if (code < 14) {
    w.bits(1, code + 1);
  } else if (code < 30) {
    w.bits(1, 15);
    w.bits(code - 14, 4);
  } else {
    w.bits(1, 16);
    w.bits(code - 30, 12);
  }
}
