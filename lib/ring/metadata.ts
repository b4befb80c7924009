import type { FrameMetadata, StreamInfo } from "../frame/mod.ts";

const noBytes = new Uint8Array(0);

/** What a record says beside the picture. */
export interface RecordMetadata {
  /** What the source told of the frame. */
  readonly metadata?: FrameMetadata;
  /** Description of the stream from this frame on: in records of key frames. */
  readonly stream?: StreamInfo;
}

/** Writes it as JSON; nothing where there is nothing to say. */
export function encodeMetadata({ metadata, stream }: RecordMetadata): Uint8Array<ArrayBuffer> {
  if (metadata === undefined && stream === undefined) return noBytes;
  const members = stream === undefined ? metadata : { ...metadata, stream };
  return new TextEncoder().encode(JSON.stringify(members));
}

/** Reads it. @returns nothing where the bytes are not one JSON object. */
export function decodeMetadata(json: Uint8Array): RecordMetadata | undefined {
  if (json.length === 0) return {};
  const members = parseObject(json);
  if (members === undefined) return undefined;
  const { stream, ...metadata } = members;
  return {
    ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
    ...(isStreamInfo(stream) ? { stream } : {}),
  };
}

/** Reads a stream description. @returns nothing where the bytes are none. */
export function decodeStream(json: Uint8Array): StreamInfo | undefined {
  const members = parseObject(json);
  return isStreamInfo(members) ? members : undefined;
}

/** Whether frames of both can be numbered in one epoch: one codec, and one RAW geometry. */
export function canShareEpoch(a: StreamInfo, b: StreamInfo): boolean {
  if (a.codec !== b.codec) return false;
  return a.codec !== "raw12" ||
    (a.width === b.width && a.height === b.height && a.bayer === b.bayer &&
      a.bitDepth === b.bitDepth);
}

function parseObject(json: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(json));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // the caller treats the record as a damaged one, and counts it
  }
}

function isStreamInfo(value: unknown): value is StreamInfo {
  return isObject(value) && typeof value.id === "number" && typeof value.name === "string" &&
    (value.codec === "h264" || value.codec === "mjpeg" || value.codec === "raw12");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
