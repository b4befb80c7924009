import { hasSliceHeader } from "./nal_unit.ts";
import { findStartCode } from "./start_code.ts";

/** Told what a {@linkcode NalScanner} finds, in the order of the stream. */
export interface NalListener {
  /**
   * A NAL unit begins: the next bytes are its start code, with all zero bytes in front of it.
   *
   * @param header The NAL unit's first byte.
   * @param firstByte For a type that begins with a slice header the byte after `header`, else 0.
   */
  nalUnit(header: number, firstByte: number): void;
  /** The stream's next bytes, a view that is good until this call returns. */
  bytes(view: Uint8Array): void;
}

/** What the scanner keeps back at the end of a push. */
export type Held = "nothing" | "zeros" | "start code";

/** More zero bytes than this are no padding in front of a start code: they are let go. */
const MAX_HELD_ZEROS = 65536;

const ZEROS = new Uint8Array(4096);

/**
 * Cuts a byte stream into NAL units while it flows: bytes are passed on in the call that brings
 * them. Only the few at the end of a piece that may belong to the next NAL unit (zero bytes, a
 * start code, the bytes that tell what it begins) are held until the next piece shows.
 *
 * Spec: ITU-T H.264 (08/2021) Annex B.1. Zero bytes between two NAL units are counted to the second.
 */
export class NalScanner {
  readonly #listener: NalListener;
  /** Zero bytes held. */
  #zeros = 0;
  /** Bytes held after the zeros: none, `01`, or `01` and a NAL unit's header. */
  readonly #held = new Uint8Array(2);
  #heldLength = 0;

  /** @param listener Is told what is found, from inside `push`. */
  constructor(listener: NalListener) {
    this.#listener = listener;
  }

  /** What is held: "zeros" may be the end of a NAL unit's bytes, after a "start code" one begins. */
  get held(): Held {
    if (this.#heldLength > 0) return "start code";
    return this.#zeros > 0 ? "zeros" : "nothing";
  }

  /** How many bytes are held. */
  get heldBytes(): number {
    return this.#zeros + this.#heldLength;
  }

  /**
   * Takes the stream's next bytes.
   *
   * @param bytes Of any length; only read, and not kept.
   */
  push(bytes: Uint8Array): void {
    let from = this.heldBytes > 0 ? this.#resume(bytes) : 0;
    let search = from;
    while (from < bytes.length) {
      const at = findStartCode(bytes, search);
      const begin = zerosBefore(
        bytes,
        at < 0 ? { end: bytes.length, search } : { end: at, search },
      );
      if (begin > from) this.#listener.bytes(bytes.subarray(from, begin));
      if (at < 0 || !this.#begin(bytes, at)) return this.#hold(bytes, { begin, at });
      from = begin;
      search = at + 4;
    }
  }

  /** Forgets what is held: the stream has ended. */
  drop(): void {
    this.#zeros = 0;
    this.#heldLength = 0;
  }

  /** Reports the NAL unit whose start code is at `at`, if enough of it is there to tell what it is. */
  #begin(bytes: Uint8Array, at: number): boolean {
    const header = bytes[at + 3];
    if (header === undefined) return false;
    if (!hasSliceHeader(header & 0x1f)) {
      this.#listener.nalUnit(header, 0);
      return true;
    }
    const firstByte = bytes[at + 4];
    if (firstByte === undefined) return false;
    this.#listener.nalUnit(header, firstByte);
    return true;
  }

  #hold(bytes: Uint8Array, { begin, at }: { begin: number; at: number }): void {
    const zerosEnd = at < 0 ? bytes.length : at + 2;
    this.#zeros = zerosEnd - begin;
    this.#heldLength = 0;
    for (let i = zerosEnd; i < bytes.length; i++) this.#held[this.#heldLength++] = bytes[i]!;
    this.#boundZeros();
  }

  /** Goes on where the last piece ended; returns the index of the first byte that it did not use. */
  #resume(bytes: Uint8Array): number {
    let at = 0;
    if (this.#heldLength === 0) {
      while (bytes[at] === 0) at++;
      this.#zeros += at;
      this.#boundZeros();
      if (at === bytes.length) return at;
      if (bytes[at] !== 1 || this.#zeros < 2) {
        this.#release();
        return at;
      }
      this.#held[this.#heldLength++] = bytes[at++]!;
    }
    return this.#resumeHeader(bytes, at);
  }

  #resumeHeader(bytes: Uint8Array, from: number): number {
    let at = from;
    if (this.#heldLength === 1) {
      if (at === bytes.length) return at;
      this.#held[this.#heldLength++] = bytes[at++]!;
    }
    const header = this.#held[1]!;
    if (!hasSliceHeader(header & 0x1f)) this.#listener.nalUnit(header, 0);
    else if (at === bytes.length) return at;
    else this.#listener.nalUnit(header, bytes[at]!);
    this.#release();
    return at;
  }

  #boundZeros(): void {
    if (this.#zeros <= MAX_HELD_ZEROS) return;
    const surplus = this.#zeros - 3;
    this.#zeros = 3;
    this.#releaseZeros(surplus);
  }

  #release(): void {
    const held = this.#held.subarray(0, this.#heldLength);
    const zeros = this.#zeros;
    this.drop();
    this.#releaseZeros(zeros);
    if (held.length > 0) this.#listener.bytes(held);
  }

  #releaseZeros(count: number): void {
    for (let left = count; left > 0; left -= ZEROS.length) {
      this.#listener.bytes(ZEROS.subarray(0, Math.min(left, ZEROS.length)));
    }
  }
}

/** Index of the first of the zero bytes that stand before `end`, not looking before `search`. */
function zerosBefore(bytes: Uint8Array, { end, search }: { end: number; search: number }): number {
  let begin = end;
  while (begin > search && bytes[begin - 1] === 0) begin--;
  return begin;
}
