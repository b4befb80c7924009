import { NalUnitType } from "./nal_unit.ts";
import { parsePps, type Pps } from "./pps.ts";
import { parseSliceHeader } from "./slice_header.ts";
import { parseSps, type Sps } from "./sps.ts";

/** Larger than any that means something; it bounds what 32 + 256 of them can take. */
const MAX_SET_BYTES = 16384;

const START_CODE = Uint8Array.of(0, 0, 0, 1);

interface KeptSps {
  readonly nal: Uint8Array;
  readonly sps: Sps;
}

interface KeptPps {
  readonly nal: Uint8Array;
  readonly pps: Pps;
}

/**
 * The parameter sets that a stream has sent so far, the newest of each id, in the order in which
 * their ids first came: what a decoder must have to begin at a key frame.
 */
export class ParameterSets {
  readonly #sps = new Map<number, KeptSps>();
  readonly #pps = new Map<number, KeptPps>();
  #newest: Sps | undefined;

  /** Whether a key frame can be decoded at all: there is one of each. */
  get complete(): boolean {
    return this.#sps.size > 0 && this.#pps.size > 0;
  }

  /** The sequence parameter set that came last. */
  get newest(): Sps | undefined {
    return this.#newest;
  }

  /** How many there are. */
  get count(): number {
    return this.#sps.size + this.#pps.size;
  }

  /**
   * Takes a parameter set; it is copied.
   *
   * @param nal A NAL unit of type 7 or 8, without start code.
   * @returns The kept one, the same object as long as its bytes do not change.
   * @throws {SyntaxError} If it cannot be parsed; the ones from before stay.
   */
  add(nal: Uint8Array): object {
    const name = (nal[0]! & 0x1f) === NalUnitType.sps ? "SPS" : "PPS";
    if (nal.length > MAX_SET_BYTES) {
      throw new SyntaxError(
        `Cannot parse ${name}: it may have ${MAX_SET_BYTES} bytes, has ${nal.length}`,
      );
    }
    return name === "SPS" ? this.#addSps(nal) : this.#addPps(nal);
  }

  /**
   * The sequence parameter set that a picture refers to.
   *
   * @param slice The picture's first slice, or the first bytes of it; not needed while there is but
   * one set.
   * @returns The set, or the newest where the slice cannot tell.
   */
  of(slice: Uint8Array): Sps | undefined {
    if (this.#sps.size < 2) return this.#newest;
    try {
      const kept = this.#pps.get(parseSliceHeader(slice).ppsId);
      return (kept && this.#sps.get(kept.pps.spsId)?.sps) ?? this.#newest;
    } catch (error) {
      if (error instanceof SyntaxError) return this.#newest;
      throw error;
    }
  }

  /** All of them, each with its start code, sequence parameter sets first. */
  encode(): Uint8Array[] {
    const sets = [...this.#sps.values(), ...this.#pps.values()];
    return sets.flatMap(({ nal }) => [START_CODE, nal]);
  }

  #addSps(nal: Uint8Array): KeptSps {
    const kept = sameIn(this.#sps, nal) ?? { nal: nal.slice(), sps: parseSps(nal) };
    this.#sps.set(kept.sps.id, kept);
    this.#newest = kept.sps;
    return kept;
  }

  #addPps(nal: Uint8Array): KeptPps {
    const kept = sameIn(this.#pps, nal) ?? { nal: nal.slice(), pps: parsePps(nal) };
    this.#pps.set(kept.pps.id, kept);
    return kept;
  }
}

/** Nearly always it is the one that is there already, which need not be parsed again. */
function sameIn<T extends { nal: Uint8Array }>(sets: Map<number, T>, nal: Uint8Array) {
  for (const kept of sets.values()) {
    if (equal(kept.nal, nal)) return kept;
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}
