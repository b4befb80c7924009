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

/*
 * A slot, little-endian.
 *
 *    0  8  commit number                32  8  offset of the oldest record
 *    8  8  next sequence                40  8  newest KEY sequence, all ones for none
 *   16  8  write offset                 48  8  offset of its record
 *   24  8  oldest sequence              56  4  CRC-32 of bytes 0 to 55; then 4 of zero
 */
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

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Writes `commit` under its number. */
  write(commit: Commit): void {
    encodeSlot(commit, this.#bytes);
    this.#storage.write(slotOffsets[commit.number % 2 === 0 ? 0 : 1], this.#bytes);
  }
}

/** Puts the state of an empty ring into a file's first bytes. */
export function encodeEmptyCommit(header: Uint8Array<ArrayBuffer>): void {
  encodeSlot(emptyCommit(), header.subarray(slotOffsets[0], slotOffsets[0] + slotSize));
}

/**
 * Of the two slots in a file's first 256 bytes the valid one with the higher number, or nothing
 * where both are damaged.
 */
export function newestCommit(header: Uint8Array<ArrayBuffer>): Commit | undefined {
  const [first, second] = slotOffsets.map((offset) =>
    decodeSlot(header.subarray(offset, offset + slotSize))
  );
  if (first === undefined || second === undefined) return first ?? second;
  return first.number > second.number ? first : second;
}

function encodeSlot(commit: Commit, bytes: Uint8Array<ArrayBuffer>): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, slotSize);
  view.setBigUint64(0, BigInt(commit.number), true);
  view.setBigUint64(8, BigInt(commit.nextSequence), true);
  view.setBigUint64(16, BigInt(commit.writeOffset), true);
  view.setBigUint64(24, BigInt(commit.oldestSequence), true);
  view.setBigUint64(32, BigInt(commit.oldestOffset), true);
  const key = commit.newestKeySequence;
  view.setBigUint64(40, key < 0 ? none : BigInt(key), true);
  view.setBigUint64(48, BigInt(commit.newestKeyOffset), true);
  view.setUint32(crcOffset, crc32(bytes.subarray(0, crcOffset)), true);
}

function decodeSlot(bytes: Uint8Array<ArrayBuffer>): Commit | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, slotSize);
  if (view.getUint32(crcOffset, true) !== crc32(bytes.subarray(0, crcOffset))) return undefined;
  const key = view.getBigUint64(40, true);
  const commit: Commit = {
    number: Number(view.getBigUint64(0, true)),
    nextSequence: Number(view.getBigUint64(8, true)),
    writeOffset: Number(view.getBigUint64(16, true)),
    oldestSequence: Number(view.getBigUint64(24, true)),
    oldestOffset: Number(view.getBigUint64(32, true)),
    newestKeySequence: key === none ? -1 : Number(key),
    newestKeyOffset: Number(view.getBigUint64(48, true)),
  };
  // Numbers past 2^53 would stand still when 1 is added: no picam wrote them.
  return Object.values(commit).every(Number.isSafeInteger) ? commit : undefined;
}
