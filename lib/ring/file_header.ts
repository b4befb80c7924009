import { crc32 } from "node:zlib";
import { encodeEmptyCommit } from "./commit_slot.ts";
import { epochBytes, epochText } from "./epoch.ts";
import type { ReadableStorage, Storage } from "./storage.ts";

/** Bytes before the first record. Spec: ring-format v1. */
export const headerSize = 4096;
/** Version that this code writes and reads. */
export const formatVersion = 1;

/*
 * Little-endian.
 *
 *    0  8  magic "PICAMRNG"          56  4  length of the stream description
 *    8  4  version                   60  4  its CRC-32
 *   12  4  header size, 4096         64  8  reserved, zero
 *   16  8  capacity: bytes behind    72  4  reserved, zero
 *          the header                76  4  CRC-32 of bytes 0 to 39
 *   24 16  epoch, UUID               128 64 commit slot 0, see commit_slot.ts
 *   40 16  reserved, zero            192 64 commit slot 1
 *                                    256 .. stream description, JSON
 */
const magic = new TextEncoder().encode("PICAMRNG");
const fixedLength = 40;
const headerCrcOffset = 76;
const slotsEnd = 256;

/** The part of the header that lasts as long as the epoch. */
export interface FileHeader {
  /** Bytes behind the header. */
  readonly capacity: number;
  /** UUID of this numbering of frames. */
  readonly epoch: string;
}

/** Writes a header with no frame committed and without a stream description. */
export function writeFileHeader(storage: Storage, header: FileHeader): void {
  const bytes = new Uint8Array(headerSize);
  storage.write(0, bytes); // from here on until the second write the file is nobody's ring
  const view = new DataView(bytes.buffer);
  bytes.set(magic);
  view.setUint32(8, formatVersion, true);
  view.setUint32(12, headerSize, true);
  view.setBigUint64(16, BigInt(header.capacity), true);
  bytes.set(epochBytes(header.epoch), 24);
  view.setUint32(headerCrcOffset, crc32(bytes.subarray(0, fixedLength)), true);
  encodeEmptyCommit(bytes);
  storage.write(0, bytes);
}

/**
 * The first 256 bytes of what may be a ring: its header and both commit slots, in one read.
 * Fewer where the file is shorter.
 */
export function readHeaderBytes(storage: ReadableStorage): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(slotsEnd);
  return bytes.subarray(0, storage.read(0, bytes));
}

/**
 * Reads those bytes as a header.
 * @returns nothing where they are zero: a ring that is new or just being made.
 * @throws {Error} with the reason when they are no header, or none of this version.
 */
export function decodeFileHeader(bytes: Uint8Array<ArrayBuffer>): FileHeader | undefined {
  if (bytes.subarray(0, magic.length).every((byte) => byte === 0)) return undefined;
  if (!magic.every((byte, index) => bytes[index] === byte)) throw new Error("it is not a ring");
  if (bytes.length < slotsEnd) throw new Error("it is shorter than a header");
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const version = view.getUint32(8, true);
  if (version !== formatVersion) throw new Error(`its format version is ${version}, not 1`);
  if (view.getUint32(headerCrcOffset, true) !== crc32(bytes.subarray(0, fixedLength))) {
    throw new Error("its header is damaged");
  }
  const size = view.getUint32(12, true);
  if (size !== headerSize) throw new Error(`its header has ${size} bytes, not ${headerSize}`);
  return {
    capacity: Number(view.getBigUint64(16, true)),
    epoch: epochText(bytes.subarray(24, 40)),
  };
}
