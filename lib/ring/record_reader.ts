import type { Frame, StreamInfo } from "../frame/mod.ts";
import { headerSize } from "./file_header.ts";
import { decodeMetadata } from "./metadata.ts";
import { contentCrc, type RecordHeader, RecordHeaderCodec, recordHeaderSize } from "./record.ts";
import type { ReadableStorage } from "./storage.ts";

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

/** Where records are read. */
export interface RecordPlace {
  readonly storage: ReadableStorage;
  /** Bytes behind the ring's header. */
  readonly capacity: number;
  /** Whose records are good. */
  readonly epoch: string;
}

/**
 * Reads records and believes nothing: magic, epoch, sequence, lengths and CRC are checked, so that
 * a half-written, overwritten or foreign record is an absent one.
 */
export class RecordReader {
  readonly #storage: ReadableStorage;
  readonly #capacity: number;
  readonly #codec: RecordHeaderCodec;
  readonly #head = new Uint8Array(recordHeaderSize);
  /** As long as the longest record that was only checked. */
  #buffer = new Uint8Array(0);

  constructor(place: RecordPlace) {
    this.#storage = place.storage;
    this.#capacity = place.capacity;
    this.#codec = new RecordHeaderCodec(place.epoch);
  }

  /**
   * The header of frame `sequence`, looked for at `offset` and, where a wrap marker or too little
   * room is found, at the start.
   */
  header(offset: number, sequence: number): PlacedRecord | undefined {
    const header = this.#headerAt(offset);
    if (header === "wrap") return offset === 0 ? undefined : this.header(0, sequence);
    if (header === undefined || header.sequence !== sequence) return undefined;
    const nextOffset = offset + header.totalLength;
    return nextOffset > this.#capacity ? undefined : { ...header, offset, nextOffset };
  }

  /** The whole frame behind a header; nothing where its bytes are not the ones it speaks of. */
  frame(record: PlacedRecord): RecordedFrame | undefined {
    const content = this.#content(record, new Uint8Array(contentLength(record)));
    const told = content && decodeMetadata(content.metadata);
    if (content === undefined || told === undefined) return undefined;
    const { payload } = content;
    const { sequence, captureUs, flags, streamId } = record;
    const { metadata, stream } = told;
    return {
      frame: { sequence, captureUs, flags, streamId, payload, ...(metadata && { metadata }) },
      ...(stream && { stream }),
    };
  }

  /** Whether the bytes behind a header are the ones it speaks of. */
  isIntact(record: PlacedRecord): boolean {
    const length = contentLength(record);
    if (this.#buffer.length < length) this.#buffer = new Uint8Array(length);
    return this.#content(record, this.#buffer.subarray(0, length)) !== undefined;
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

  #content(
    record: PlacedRecord,
    target: Uint8Array<ArrayBuffer>,
  ): { metadata: Uint8Array; payload: Uint8Array<ArrayBuffer> } | undefined {
    const start = headerSize + record.offset + recordHeaderSize;
    if (this.#storage.read(start, target) < target.length) return undefined;
    const metadata = target.subarray(0, record.metadataLength);
    const payload = target.subarray(record.metadataLength);
    return contentCrc(metadata, payload) === record.contentCrc ? { metadata, payload } : undefined;
  }

  #headerAt(offset: number): RecordHeader | "wrap" | undefined {
    if (offset + recordHeaderSize > this.#capacity) return "wrap";
    const count = this.#storage.read(headerSize + offset, this.#head);
    return count < recordHeaderSize ? undefined : this.#codec.decode(this.#head);
  }
}

function contentLength(record: RecordHeader): number {
  return record.metadataLength + record.payloadLength;
}
