import { crc32 } from "node:zlib";
import type { Storage } from "./storage.ts";

/** What the two slots say of the records: which are valid, and where. Spec: ring-format v1. */
export interface Commit {
  /** +1 with every write of a slot. */
  number: number;
  /** Sequence that the next frame will get. */
  nextSequence: number;
  /** Where the next record goes, counted from the end of the header. */
  writeOffset: number;
  /** First sequence still held; equal to `nextSequence` when none is. */
  oldestSequence: number;
  /** Where its record is. */
  oldestOffset: number;
  /** Newest frame that decoding can start at; -1 when none is held. */
  newestKeySequence: number;
  /** Where its record is. */
  newestKeyOffset: number;
}

const slotOffsets = [128, 192] as const;
const slotSize = 64;
const crcOffset = 56;
const none = 0xffff_ffff_ffff_ffffn;

/** The state of an empty ring. */
export function emptyCommit(): Commit {
  return {
    number: 0,
    nextSequence: 0,
    writeOffset: 0,
    oldestSequence: 0,
    oldestOffset: 0,
    newestKeySequence: -1,
    newestKeyOffset: 0,
  };
}

/**
 * Writes the slots alternately, so that a torn write leaves the other one good. Holds one buffer
 * for all its writes.
 */
export class CommitSlots {
  readonly #storage: Storage;
  readonly #bytes = new Uint8Array(slotSize);
  readonly #view = new DataView(this.#bytes.buffer);

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Writes `commit` under its number. */
  write(commit: Commit): void {
    const view = this.#view;
    view.setBigUint64(0, BigInt(commit.number), true);
    view.setBigUint64(8, BigInt(commit.nextSequence), true);
    view.setBigUint64(16, BigInt(commit.writeOffset), true);
    view.setBigUint64(24, BigInt(commit.oldestSequence), true);
    view.setBigUint64(32, BigInt(commit.oldestOffset), true);
    const key = commit.newestKeySequence;
    view.setBigUint64(40, key < 0 ? none : BigInt(key), true);
    view.setBigUint64(48, BigInt(commit.newestKeyOffset), true);
    view.setUint32(crcOffset, crc32(this.#bytes.subarray(0, crcOffset)), true);
    this.#storage.write(slotOffsets[commit.number % 2 === 0 ? 0 : 1], this.#bytes);
  }

  /** The valid slot with the higher number, or nothing where both are damaged. */
  read(): Commit | undefined {
    const [first, second] = slotOffsets.map((offset) => this.#readOne(offset));
    if (first === undefined || second === undefined) return first ?? second;
    return first.number > second.number ? first : second;
  }

  #readOne(offset: number): Commit | undefined {
    const view = this.#view;
    if (this.#storage.read(offset, this.#bytes) < slotSize) return undefined;
    if (view.getUint32(crcOffset, true) !== crc32(this.#bytes.subarray(0, crcOffset))) {
      return undefined;
    }
    const key = view.getBigUint64(40, true);
    return {
      number: Number(view.getBigUint64(0, true)),
      nextSequence: Number(view.getBigUint64(8, true)),
      writeOffset: Number(view.getBigUint64(16, true)),
      oldestSequence: Number(view.getBigUint64(24, true)),
      oldestOffset: Number(view.getBigUint64(32, true)),
      newestKeySequence: key === none ? -1 : Number(key),
      newestKeyOffset: Number(view.getBigUint64(48, true)),
    };
  }
}
