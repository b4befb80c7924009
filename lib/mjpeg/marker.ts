/** The second bytes of markers; the first is always 0xff. Spec: ITU-T T.81 (09/1992) table B.1. */
export const Marker = {
  /** Behind 0xff in a scan's data: the byte 0xff itself. */
  stuffing: 0x00,
  /** For arithmetic coding; stands alone. */
  temporary: 0x01,
  /** The first that is used: all below are reserved. */
  leastUsed: 0xc0,
  /** Huffman tables. */
  huffmanTables: 0xc4,
  /** Reserved among the frame headers. */
  jpegExtension: 0xc8,
  /** Conditioning of arithmetic coding. */
  arithmeticConditioning: 0xcc,
  /** The first of the frame headers (SOF). */
  firstFrame: 0xc0,
  /** The last of them. */
  lastFrame: 0xcf,
  /** The first of eight restart markers. */
  firstRestart: 0xd0,
  /** The last of them. */
  lastRestart: 0xd7,
  /** Start of image. */
  start: 0xd8,
  /** End of image. */
  end: 0xd9,
  /** Start of scan: entropy-coded data follows its header. */
  scan: 0xda,
  /** Quantiser tables. */
  quantiserTables: 0xdb,
  /** The first application segment; that of JFIF. */
  application0: 0xe0,
} as const;

/** Whether no length and no segment follows. The start and the end of an image are such, too. */
export function standsAlone(marker: number): boolean {
  return marker === Marker.temporary || isRestart(marker);
}

/** Whether it may stand inside a scan's data. */
export function isRestart(marker: number): boolean {
  return marker >= Marker.firstRestart && marker <= Marker.lastRestart;
}

/** Whether its segment says how large the picture is. */
export function isFrameHeader(marker: number): boolean {
  return marker >= Marker.firstFrame && marker <= Marker.lastFrame &&
    marker !== Marker.huffmanTables && marker !== Marker.jpegExtension &&
    marker !== Marker.arithmeticConditioning;
}
