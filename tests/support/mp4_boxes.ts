/** Reads the boxes of an MP4 file back, for tests of what writes them. @module */

/** A box and where it is. */
export interface Mp4Box {
  readonly type: string;
  /** Where its head begins. */
  readonly offset: number;
  /** What is in it, behind its head; a view. */
  readonly content: Uint8Array;
}

const containers = ["moov", "trak", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf"];

/** The boxes of a file or of a box, in their order; throws where their sizes do not add up. */
export function readBoxes(bytes: Uint8Array, baseOffset = 0): Mp4Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const boxes: Mp4Box[] = [];
  for (let at = 0; at < bytes.length;) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const short = view.getUint32(at);
    const [headBytes, sizeBytes] = short === 1
      ? [16, Number(view.getBigUint64(at + 8))]
      : [8, short];
    if (sizeBytes < headBytes || at + sizeBytes > bytes.length) {
      throw new Error(`Box ${type} at ${baseOffset + at} has a size of ${sizeBytes}`);
    }
    const content = bytes.subarray(at + headBytes, at + sizeBytes);
    boxes.push({ type, offset: baseOffset + at, content });
    at += sizeBytes;
  }
  return boxes;
}

/** The first box on a path of types, such as `moov/trak/tkhd`; throws where there is none. */
export function findBox(bytes: Uint8Array, path: string): Mp4Box {
  const [type, ...rest] = path.split("/");
  const found = readBoxes(bytes).find((box) => box.type === type);
  if (!found) throw new Error(`No box ${type} of ${path}`);
  if (rest.length === 0) return found;
  if (!containers.includes(found.type)) throw new Error(`${type} has no boxes`);
  return findBox(found.content, rest.join("/"));
}

/** The 32-bit integers of a box, from an offset in its content on. */
export function numbersOf({ content }: Mp4Box, fromByte = 0): number[] {
  const view = new DataView(content.buffer, content.byteOffset + fromByte);
  const count = Math.floor((content.length - fromByte) / 4);
  return Array.from({ length: count }, (_, i) => view.getUint32(i * 4));
}
