import { crc32 } from "node:zlib";
import type { StreamInfo } from "../frame/mod.ts";
import { headerSize } from "./file_header.ts";
import { decodeStream } from "./metadata.ts";
import type { ReadableStorage, Storage } from "./storage.ts";

const fieldsOffset = 56;
const jsonOffset = 256;
const maxJsonBytes = headerSize - jsonOffset;

/**
 * Keeps the newest stream description beside the records: a cache, the records have it too.
 * One over 3840 bytes is left out.
 */
export function writeStream(storage: Storage, stream: StreamInfo): void {
  const json = new TextEncoder().encode(JSON.stringify(stream));
  const fits = json.length <= maxJsonBytes;
  if (fits) storage.write(jsonOffset, json);
  const fields = new DataView(new ArrayBuffer(8));
  fields.setUint32(0, fits ? json.length : 0, true);
  fields.setUint32(4, crc32(json), true);
  storage.write(fieldsOffset, new Uint8Array(fields.buffer));
}

/** The cached description, or nothing where there is none or a torn one. */
export function readStream(storage: ReadableStorage): StreamInfo | undefined {
  const bytes = new Uint8Array(headerSize);
  if (storage.read(0, bytes) < bytes.length) return undefined;
  const view = new DataView(bytes.buffer);
  const length = view.getUint32(fieldsOffset, true);
  if (length === 0 || length > maxJsonBytes) return undefined;
  const json = bytes.subarray(jsonOffset, jsonOffset + length);
  if (crc32(json) !== view.getUint32(fieldsOffset + 4, true)) return undefined;
  return decodeStream(json);
}
