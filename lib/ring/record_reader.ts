import { crc32 } from "node:zlib";
import { type Frame, FrameFlag, type FrameMetadata, type StreamInfo } from "../frame/mod.ts";
import { headerSize } from "./file_header.ts";
import { decodeRecordHeader, type RecordHeader, recordHeaderSize } from "./record.ts";
import type { Storage } from "./storage.ts";

/** A record's header and its place. */
export interface PlacedRecord extends RecordHeader {
  /** Where it is, counted from the end of the ring's header. */
  readonly offset: number;
  /** Where the next record is, unless a wrap marker stands there. */
  readonly nextOffset: number;
}

/** A frame out of the file, with the description that its record carries. */
export interface RecordedFrame {
  readonly frame: Frame;
  /** In records of key frames. */
  readonly stream?: StreamInfo;
}

/**
 * Reads records and believes nothing: magic, sequence, lengths and CRC are checked, so that a
 * half-written, overwritten or foreign record is an absent one.
 */
export class RecordReader {
  readonly #storage: Storage;
  readonly #capacity: number;
  readonly #head = new Uint8Array(recordHeaderSize);

  /** @param capacity Bytes behind the ring's header. */
  constructor(storage: Storage, capacity: number) {
    this.#storage = storage;
    this.#capacity = capacity;
  }

  /**
   * The header of frame `sequence`, looked for at `offset` and, where a wrap marker or too little
   * room is found, at the start.
   */
  header(offset: number, sequence: number): PlacedRecord | undefined {
    if (!this.#hasRoom(offset)) return offset === 0 ? undefined : this.header(0, sequence);
    this.#storage.read(headerSize + offset, this.#head);
    const header = decodeRecordHeader(this.#head);
    if (header === undefined) return undefined;
    if (header === "wrap") return offset === 0 ? undefined : this.header(0, sequence);
    const nextOffset = offset + header.totalLength;
    if (header.sequence !== sequence || nextOffset > this.#capacity) return undefined;
    return { ...header, offset, nextOffset };
  }

  /** The whole frame behind a header; nothing where its bytes are not the ones it speaks of. */
  frame(record: PlacedRecord): RecordedFrame | undefined {
    const bytes = new Uint8Array(record.metadataLength + record.payloadLength);
    const start = headerSize + record.offset + recordHeaderSize;
    if (this.#storage.read(start, bytes) < bytes.length) return undefined;
    if (crc32(bytes) !== record.payloadCrc) return undefined;
    const { stream, ...metadata } = this.#metadata(bytes.subarray(0, record.metadataLength));
    return {
      frame: {
        sequence: record.sequence,
        captureUs: record.captureUs,
        flags: record.flags,
        streamId: record.streamId,
        payload: bytes.subarray(record.metadataLength),
        ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
      },
      ...(stream === undefined ? {} : { stream }),
    };
  }

  /** Walks the headers from a known record up to, not including, frame `end`. */
  *walk(from: { sequence: number; offset: number }, end: number): Generator<PlacedRecord> {
    let offset = from.offset;
    for (let sequence = from.sequence; sequence < end; sequence++) {
      const record = this.header(offset, sequence);
      if (record === undefined) return;
      yield record;
      offset = record.nextOffset;
    }
  }

  #metadata(json: Uint8Array): FrameMetadata & { stream?: StreamInfo } {
    return json.length === 0 ? {} : JSON.parse(new TextDecoder().decode(json));
  }

  #hasRoom(offset: number): boolean {
    return offset >= 0 && offset + recordHeaderSize <= this.#capacity;
  }
}

/** Whether decoding can start at a record. */
export function isKey(record: { readonly flags: number }): boolean {
  return (record.flags & FrameFlag.key) !== 0;
}
