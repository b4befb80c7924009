import { minStride, parseRawFormat, type RawFormat } from "../bayer/mod.ts";
import type { Fault } from "./fault.ts";

/** What the camera program says of the RAW frames that it writes. */
export interface RawStreamLine {
  /** How samples lie in a row. */
  readonly format: RawFormat;
  /** Samples of a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Bytes from one row to the next. */
  readonly strideBytes: number;
}

/** What the wire protocol carries. Spec: wire-protocol v1, *Message*. */
const maxFrameBytes = 64 * 2 ** 20;

/**
 * Reads the line that `rpicam-raw` says once, before its first byte: `Raw stream: 1536x864 stride 1920 format
 * SBGGR10_CSI2P`. It counts, not what was asked for: the program takes the nearest mode that the sensor has.
 * Spec: reference/rpicam-facts 3.3.
 * @returns nothing for another line; a fault where frames like that cannot be taken.
 */
export function readRawStreamLine(line: string): RawStreamLine | { fault: Fault } | undefined {
  const found = /Raw stream: (\d{1,5})x(\d{1,5}) stride (\d{1,6}) format (\S{1,40})/.exec(line);
  if (found === null) return undefined;
  const [width, height, strideBytes] = found.slice(1, 4).map(Number) as [number, number, number];
  const [name] = found.slice(4) as [string];
  const size = `${width}x${height}`;
  const format = parseRawFormat(name);
  if (format === undefined) {
    return refused(`RAW frames of ${size} as ${name} are none that picam can read`, instead(name));
  }
  if (width % 2 !== 0 || height % 2 !== 0 || width === 0 || height === 0) {
    return refused(`RAW frames of ${size} have no whole cells of four colours`, anotherMode);
  }
  if (width * height * 2 > maxFrameBytes) {
    return refused(`RAW frames of ${size} are larger than 64 MiB each`, anotherMode);
  }
  if (strideBytes < minStride(format, width)) {
    return refused(
      `RAW frames of ${size} as ${name} do not fit rows of ${strideBytes} bytes`,
      report,
    );
  }
  return { format, width, height, strideBytes };
}

const anotherMode = "choose a smaller one that `rpicam-raw --list-cameras` shows, as in " +
  "--sensor-mode 1536:864";
const report = "the camera program is of a release that picam does not know: " +
  "sudo apt full-upgrade";

/** What is packed in a way of its own can be had unpacked; what has no colours, not at all. */
function instead(name: string): string {
  const bits = /^S(?:RGGB|BGGR|GRBG|GBRG)(\d+)/.exec(name)?.[1];
  return bits === undefined
    ? "RAW is for sensors with a Bayer mosaic: use --codec h264 or mjpeg, or another --camera"
    : `ask for it unpacked: --sensor-mode WIDTH:HEIGHT:${bits}:U`;
}

function refused(message: string, remedy: string): { fault: Fault } {
  return { fault: { kind: "bad-value", message, remedy } };
}
