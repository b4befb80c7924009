import { NalUnitType } from "./nal_unit.ts";

const FIRST_SIZE_BYTES = 4096;

/**
 * What an access unit has in front of its first slice: delimiter, parameter sets, SEI. It is kept
 * back until that slice shows what the unit is; that costs nobody anything, because no decoder can do
 * anything with it alone.
 */
export class UnitPrefix {
  #bytes = new Uint8Array(FIRST_SIZE_BYTES);
  #length = 0;
  readonly #nals: { type: number; at: number }[] = [];

  /** How many bytes it has. */
  get length(): number {
    return this.#length;
  }

  /** Begins anew for the next access unit. */
  clear(): void {
    this.#length = 0;
    this.#nals.length = 0;
  }

  /** A NAL unit begins: the next bytes are its start code. */
  beginNal(type: number): void {
    this.#nals.push({ type, at: this.#length });
  }

  /** Takes the next bytes, a copy of them. */
  append(view: Uint8Array): void {
    const length = this.#length + view.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(view, this.#length);
    this.#length = length;
  }

  /** All its bytes: a view, good until it changes. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Length of the delimiter that it begins with, start code included; 0 without one. */
  get delimiterLength(): number {
    if (this.#nals[0]?.type !== NalUnitType.accessUnitDelimiter) return 0;
    return this.#nals[1]?.at ?? this.#length;
  }

  /** Its parameter sets without their start codes: views, good until it changes. */
  *parameterSets(): Generator<{ type: number; nal: Uint8Array; index: number }> {
    for (const [index, { type, at }] of this.#nals.entries()) {
      if (type !== NalUnitType.sps && type !== NalUnitType.pps) continue;
      const bytes = this.#bytes.subarray(at, this.#endOf(index));
      // Zero bytes, then the 01 that ends every start code.
      yield { type, nal: bytes.subarray(bytes.indexOf(1) + 1), index };
    }
  }

  /** Takes NAL units out, by their places in it, ascending. */
  remove(indices: readonly number[]): void {
    for (const index of indices.toReversed()) {
      const { at } = this.#nals[index]!;
      const end = this.#endOf(index);
      this.#bytes.copyWithin(at, end, this.#length);
      this.#length -= end - at;
      this.#nals.splice(index, 1);
      for (const nal of this.#nals.slice(index)) nal.at -= end - at;
    }
  }

  #endOf(index: number): number {
    return this.#nals[index + 1]?.at ?? this.#length;
  }
}
