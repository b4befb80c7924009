import { ParameterSets } from "./parameter_sets.ts";
import type { Sps } from "./sps.ts";
import { fault, type FaultReports } from "./stream_fault.ts";
import type { UnitPrefix } from "./unit_prefix.ts";

/** Far more than any camera's distance of key frames. */
const PATIENCE_PICTURES = 1000;

/** What a unit's prefix has of parameter sets. */
interface TakenSets {
  /** How many different good ones. */
  readonly count: number;
  /** Whether there are good ones of both types, so that no older one is needed. */
  readonly selfContained: boolean;
  /** Which of the prefix's NAL units make no sense. */
  readonly broken: readonly number[];
}

/**
 * Decides which access units are worth a frame: none before a key frame that can be decoded, and all
 * from there on, until something is lost. Sees to it that every key frame has its parameter sets.
 */
export class Admission {
  readonly #faults: FaultReports;
  readonly #sets = new ParameterSets();
  /** Whether the units up to here can be decoded. */
  #synced = false;
  #everSynced = false;
  #refused = 0;

  constructor(faults: FaultReports) {
    this.#faults = faults;
  }

  /**
   * Decides about a unit whose first slice has come.
   *
   * @param prefix What stands in front of that slice.
   * @param isKey Whether it is a slice of an IDR picture.
   * @returns The bytes to write before the slice, views that are good until the prefix changes; nothing
   * if the unit is to be dropped.
   */
  admit(prefix: UnitPrefix, isKey: boolean): Uint8Array[] | undefined {
    if (isKey) this.#refused = 0;
    const taken = this.#takeParameterSets(prefix);
    if (taken.broken.length > 0 && !(isKey && taken.selfContained)) return this.lose();
    prefix.remove(taken.broken);
    if (!isKey) return this.#synced ? [prefix.bytes] : this.refuse();
    if (!this.#sets.complete) {
      this.#faults.report(fault.noParameterSets());
      return undefined;
    }
    this.#synced = this.#everSynced = true;
    return taken.count < this.#sets.count ? this.#withParameterSets(prefix) : [prefix.bytes];
  }

  /** A slice comes for which there is no key frame. */
  refuse(): undefined {
    this.#refused++;
    if (!this.#everSynced) this.#faults.report(fault.midGop());
    if (this.#refused === PATIENCE_PICTURES) this.#faults.report(fault.noKeyFrame(this.#refused));
  }

  /** Something was lost: what follows cannot be decoded until the next key frame. */
  lose(): undefined {
    this.#synced = false;
  }

  /** The sequence parameter set that came last. */
  get newestSps(): Sps | undefined {
    return this.#sets.newest;
  }

  /** The set that a picture refers to, see {@linkcode ParameterSets.of}. */
  spsOf(slice: Uint8Array): Sps | undefined {
    return this.#sets.of(slice);
  }

  #takeParameterSets(prefix: UnitPrefix): TakenSets {
    const kept = new Set<object>();
    const types = new Set<number>();
    const broken: number[] = [];
    for (const { type, nal, index } of prefix.parameterSets()) {
      try {
        kept.add(this.#sets.add(nal));
        types.add(type);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        this.#faults.report(fault.brokenParameterSet(error.message));
        broken.push(index);
      }
    }
    return { count: kept.size, selfContained: types.size === 2, broken };
  }

  /** The delimiter must be first; SEI may refer to the sets, so that these come before it. */
  #withParameterSets(prefix: UnitPrefix): Uint8Array[] {
    const { bytes, delimiterLength } = prefix;
    const delimiter = bytes.subarray(0, delimiterLength);
    return [delimiter, ...this.#sets.encode(), bytes.subarray(delimiterLength)];
  }
}
