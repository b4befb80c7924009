import {
  ImageAssembler,
  type ImageAssemblerOptions,
  type ImageFault,
} from "../../../lib/mjpeg/mod.ts";
import { RecordingSink } from "../h264/recording_sink.ts";

/** An assembler with a sink that records. */
export interface SetUp {
  readonly assembler: ImageAssembler;
  readonly sink: RecordingSink;
  readonly faults: ImageFault[];
  readonly clock: { nowUs: number };
}

/** Makes one; `options` over the usual ones. */
export function setUp(options: Partial<ImageAssemblerOptions> = {}): SetUp {
  const sink = new RecordingSink();
  const faults: ImageFault[] = [];
  const clock = { nowUs: 1000 };
  const assembler = new ImageAssembler({
    sink,
    nowUs: () => clock.nowUs,
    onFault: (fault) => faults.push(fault),
    ...options,
  });
  return { assembler, sink, faults, clock };
}
