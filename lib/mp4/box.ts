/** Bytes in pieces, which are put together once, at the very end: tables of samples are large. */
export type Pieces = readonly Uint8Array[];

/** Puts arrays one after the other. */
export function join(parts: Pieces): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Unsigned 8-bit integers. */
export function u8(...values: number[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(values);
}

/** Unsigned 16-bit integers, big-endian. */
export function u16(...values: number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setUint16(i * 2, value));
  return bytes;
}

/** Unsigned 32-bit integers, big-endian; negative ones in two's complement. */
export function u32(...values: number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setUint32(i * 4, value));
  return bytes;
}

/** Unsigned 64-bit integers, big-endian; at most 2^53 − 1. */
export function u64(...values: number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setBigUint64(i * 8, BigInt(value)));
  return bytes;
}

/** Characters of ASCII, without an end mark. */
export function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/**
 * Makes a box: its size, its type, and what is in it. Spec: ISO/IEC 14496-12 4.2.
 *
 * @param type Four characters.
 * @param content Fields and boxes in their order; not copied.
 */
export function box(type: string, ...content: (Uint8Array | Pieces)[]): Pieces {
  const pieces = content.flat() as Uint8Array[];
  const sizeBytes = pieces.reduce((sum, { length }) => sum + length, 8);
  return [join([u32(sizeBytes), ascii(type)]), ...pieces];
}

/** Version and flags of a full box. Spec: ISO/IEC 14496-12 4.2.2. */
export interface BoxVersion {
  /** 0 to 255; 1 mostly says that times have 64 bits. */
  readonly version?: number;
  /** 24 bits. */
  readonly flags?: number;
}

/** Makes a box that begins with a version and flags. Spec: ISO/IEC 14496-12 4.2.2. */
export function fullBox(
  type: string,
  { version = 0, flags = 0 }: BoxVersion,
  ...content: (Uint8Array | Pieces)[]
): Pieces {
  return box(type, u32(version * 2 ** 24 + flags), ...content);
}
