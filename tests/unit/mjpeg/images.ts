/** JPEG images made byte by byte, for tests of what cuts them apart. @module */

/** What an image is made of. */
export interface ImageShape {
  readonly width?: number;
  readonly height?: number;
  /** Bytes of its scan's data; those that are 0xff get a zero behind them. */
  readonly data?: Uint8Array | readonly number[];
  /** A segment in front, as Exif: may hold whatever it wants, other images too. */
  readonly application1?: Uint8Array;
  /** Restart markers, and fill bytes in front of each marker. */
  readonly restarts?: boolean;
  readonly fillBytes?: number;
  /** More than one scan, as progressive images have. */
  readonly scans?: number;
}

/** Makes a whole image. */
export function makeImage(shape: ImageShape = {}): Uint8Array<ArrayBuffer> {
  const { width = 64, height = 48, data = [1, 2, 3], application1, scans = 1 } = shape;
  const { restarts = false, fillBytes = 0 } = shape;
  const fill = Array<number>(fillBytes).fill(0xff);
  const segment = (marker: number, body: ArrayLike<number>) => {
    const length = body.length + 2;
    return [...fill, 0xff, marker, length >> 8, length & 255, ...Array.from(body)];
  };
  const scan = Array.from(data).flatMap((byte, i) => [
    ...(byte === 0xff ? [byte, 0] : [byte]),
    ...(restarts && i % 5 === 4 ? [0xff, 0xd0 + i % 8] : []),
  ]);
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0]),
    ...(application1 === undefined ? [] : segment(0xe1, application1)),
    ...segment(0xc0, [8, ...size, 1, 1, 0x11, 0]),
    ...segment(0xc4, [0, 1, 2]),
    ...Array.from({ length: scans }, () => [...segment(0xda, [1, 1, 0, 0, 63, 0]), ...scan]).flat(),
    ...[...fill, 0xff, 0xd9],
  ]);
}
