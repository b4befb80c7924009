import { crc32 } from "node:zlib";
import type { StreamInfo } from "../frame/mod.ts";
import type { Storage } from "./storage.ts";

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
 *   24 16  epoch, UUID               128 64 commit slot 0
 *   40 16  reserved, zero            192 64 commit slot 1
 *                                    256 .. stream description, JSON
 */
const magic = new TextEncoder().encode("PICAMRNG");
const fixedLength = 40;
const streamFieldsOffset = 56;
const headerCrcOffset = 76;
const streamOffset = 256;
const maxStreamBytes = headerSize - streamOffset;

/** The part of the header that lasts as long as the epoch. */
export interface FileHeader {
  /** Bytes behind the header. */
  readonly capacity: number;
  /** UUID of this numbering of frames. */
  readonly epoch: string;
}

/** Writes a header without commits and without a stream description. */
export function writeFileHeader(storage: Storage, header: FileHeader): void {
  const bytes = new Uint8Array(headerSize);
  storage.write(0, bytes); // from here on until the last line the file is nobody's ring
  const view = new DataView(bytes.buffer);
  bytes.set(magic);
  view.setUint32(8, formatVersion, true);
  view.setUint32(12, headerSize, true);
  view.setBigUint64(16, BigInt(header.capacity), true);
  bytes.set(epochBytes(header.epoch), 24);
  view.setUint32(headerCrcOffset, crc32(bytes.subarray(0, fixedLength)), true);
  storage.write(0, bytes);
}

/**
 * Reads the header of what may be a ring.
 * @throws {Error} with the reason when it is none, or none of this version.
 */
export function readFileHeader(storage: Storage): FileHeader {
  const bytes = new Uint8Array(128);
  if (storage.read(0, bytes) < bytes.length) throw new Error("it is shorter than a header");
  const view = new DataView(bytes.buffer);
  if (!magic.every((byte, index) => bytes[index] === byte)) throw new Error("it is not a ring");
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

/**
 * Keeps the newest stream description beside the records: a cache, the records have it too.
 * A description over 3840 bytes is left out.
 */
export function writeStream(storage: Storage, stream: StreamInfo): void {
  const json = new TextEncoder().encode(JSON.stringify(stream));
  if (json.length > maxStreamBytes) return;
  storage.write(streamOffset, json);
  const fields = new DataView(new ArrayBuffer(8));
  fields.setUint32(0, json.length, true);
  fields.setUint32(4, crc32(json), true);
  storage.write(streamFieldsOffset, new Uint8Array(fields.buffer));
}

/** The cached description, or nothing where there is none or a torn one. */
export function readStream(storage: Storage): StreamInfo | undefined {
  const bytes = new Uint8Array(headerSize);
  storage.read(0, bytes);
  const view = new DataView(bytes.buffer);
  const length = view.getUint32(streamFieldsOffset, true);
  if (length === 0 || length > maxStreamBytes) return undefined;
  const json = bytes.subarray(streamOffset, streamOffset + length);
  if (crc32(json) !== view.getUint32(streamFieldsOffset + 4, true)) return undefined;
  return JSON.parse(new TextDecoder().decode(json)) as StreamInfo;
}

function epochBytes(epoch: string): Uint8Array {
  return Uint8Array.from(epoch.replaceAll("-", "").match(/../g) ?? [], (hex) => parseInt(hex, 16));
}

function epochText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
