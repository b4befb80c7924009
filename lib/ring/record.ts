import { crc32 } from "node:zlib";
import { FrameFlag } from "../frame/mod.ts";
import { epochBytes } from "./epoch.ts";

/** Bytes of a record before its metadata. Spec: ring-format v1. */
export const recordHeaderSize = 64;

/*
 * Little-endian.
 *
 *    0  4  magic "PREC", or "PWRP" of   28  4  stream id
 *          the wrap marker              32  4  payload length
 *    4  4  total length, a multiple     36  4  metadata length
 *          of 8                         40  4  CRC-32 of the payload XOR that of
 *    8  8  sequence                            the metadata
 *   16  8  capture time, Unix µs        44  4  CRC-32 of bytes 0 to 43 XOR that of
 *   24  4  flags, as FRAME's                   the epoch's 16 bytes
 *                                       48 16  reserved, zero
 *
 * The epoch is part of the header's CRC because a new one may begin in the same file: frames of a
 * RAW camera have one size, so that an old record can lie exactly where the new one of the same
 * number is looked for. XOR, because the crc32 of Deno 2.4 cannot be relied on to go on from a
 * former CRC: once compiled, it takes every one over 2^31 for 2^31 - 1.
 */
const recordMagic = 0x43455250;
const wrapMagic = 0x50525750;
const crcOffset = 44;

/** The fields of a record's header. */
export interface RecordHeader {
  /** Bytes from this record to the next one. */
  totalLength: number;
  sequence: number;
  captureUs: number;
  flags: number;
  streamId: number;
  payloadLength: number;
  metadataLength: number;
  /** See {@linkcode contentCrc}. */
  contentCrc: number;
}

/** Whether decoding can start at a record. */
export function isKey(record: { readonly flags: number }): boolean {
  return (record.flags & FrameFlag.key) !== 0;
}

/** Bytes that a record takes in the ring: whole multiples of 8. */
export function recordLength(metadataLength: number, payloadLength: number): number {
  return Math.ceil((recordHeaderSize + metadataLength + payloadLength) / 8) * 8;
}

/** What a record's header says of the bytes behind it: CRC-32 of the payload XOR the metadata's. */
export function contentCrc(metadata: Uint8Array, payload: Uint8Array): number {
  return (crc32(metadata) ^ crc32(payload)) >>> 0;
}

/** Writes and reads record headers of one epoch. */
export class RecordHeaderCodec {
  readonly #epochCrc: number;

  /** @param epoch UUID. */
  constructor(epoch: string) {
    this.#epochCrc = crc32(epochBytes(epoch));
  }

  /** Writes a record's header into the first 64 bytes of `target`. */
  encode(record: RecordHeader, target: Uint8Array<ArrayBuffer>): void {
    const view = this.#blank(target);
    view.setUint32(0, recordMagic, true);
    view.setUint32(4, record.totalLength, true);
    view.setBigUint64(8, BigInt(record.sequence), true);
    view.setBigUint64(16, BigInt(record.captureUs), true);
    view.setUint32(24, record.flags, true);
    view.setUint32(28, record.streamId, true);
    view.setUint32(32, record.payloadLength, true);
    view.setUint32(36, record.metadataLength, true);
    view.setUint32(40, record.contentCrc, true);
    view.setUint32(crcOffset, this.#crc(target), true);
  }

  /** Writes the marker that says: the next record is at the start. */
  encodeWrapMarker(target: Uint8Array<ArrayBuffer>): void {
    const view = this.#blank(target);
    view.setUint32(0, wrapMagic, true);
    view.setUint32(crcOffset, this.#crc(target), true);
  }

  /**
   * Reads 64 bytes as a record's header.
   * @returns the header, `"wrap"` for a marker, or nothing where the bytes are neither.
   */
  decode(bytes: Uint8Array<ArrayBuffer>): RecordHeader | "wrap" | undefined {
    const view = new DataView(bytes.buffer, bytes.byteOffset, recordHeaderSize);
    const magic = view.getUint32(0, true);
    if (magic !== recordMagic && magic !== wrapMagic) return undefined;
    if (view.getUint32(crcOffset, true) !== this.#crc(bytes)) return undefined;
    if (magic === wrapMagic) return "wrap";
    const header: RecordHeader = {
      totalLength: view.getUint32(4, true),
      sequence: Number(view.getBigUint64(8, true)),
      captureUs: Number(view.getBigUint64(16, true)),
      flags: view.getUint32(24, true),
      streamId: view.getUint32(28, true),
      payloadLength: view.getUint32(32, true),
      metadataLength: view.getUint32(36, true),
      contentCrc: view.getUint32(40, true),
    };
    const expected = recordLength(header.metadataLength, header.payloadLength);
    return header.totalLength === expected ? header : undefined;
  }

  #blank(target: Uint8Array<ArrayBuffer>): DataView {
    target.fill(0, 0, recordHeaderSize);
    return new DataView(target.buffer, target.byteOffset, recordHeaderSize);
  }

  #crc(header: Uint8Array): number {
    return (crc32(header.subarray(0, crcOffset)) ^ this.#epochCrc) >>> 0;
  }
}
