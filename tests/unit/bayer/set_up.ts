import {
  parseRawFormat,
  RawAssembler,
  type RawAssemblerOptions,
  type RawFault,
  type RawFormat,
} from "../../../lib/bayer/mod.ts";
import { FrameCollector } from "../capture/frame_collector.ts";

/** An assembler with a sink that keeps frames, and time that a test turns. */
export interface SetUp {
  readonly assembler: RawAssembler;
  readonly sink: FrameCollector;
  readonly faults: RawFault[];
  readonly clock: { nowUs: number };
}

/** Makes one of frames of 4 × 2 samples of 12 bits; `options` over the usual ones. */
export function setUp(options: Partial<RawAssemblerOptions> = {}): SetUp {
  const sink = new FrameCollector();
  const faults: RawFault[] = [];
  const clock = { nowUs: 1000 };
  const assembler = new RawAssembler({
    ...{ sink, format: knownFormat("SRGGB12"), width: 4, height: 2 },
    nowUs: () => clock.nowUs,
    onFault: (fault) => faults.push(fault),
    ...options,
  });
  return { assembler, sink, faults, clock };
}

/** A format that is known. @throws {TypeError} If it is not. */
export function knownFormat(name: string): RawFormat {
  const format = parseRawFormat(name);
  if (format === undefined) throw new TypeError(`${name} is no known format`);
  return format;
}

/** The canonical bytes of samples. */
export function rawBytes(samples: Iterable<number>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Uint16Array.from(samples).buffer);
}

/** The frame with number `n` of 4 × 2 samples: each differs from the others in every sample. */
export function frame(n: number): Uint8Array<ArrayBuffer> {
  return rawBytes(Array.from({ length: 8 }, (_, i) => n * 16 + i));
}
