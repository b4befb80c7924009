import { FrameFlag, type StreamInfo } from "../frame/mod.ts";
import type { PatternPicture } from "../h264/mod.ts";
import { openPatternEncoder, type PatternSettings } from "./pattern_encoder.ts";
import { Pacer } from "./pacer.ts";
import type { RunContext, RunEnd, Source } from "./source.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";

/** The built-in camera: bars or a chart of colours, clock and frame number, in real time. */
export class PatternSource implements Source {
  readonly #settings: PatternSettings;
  readonly #timing: Timing;

  /**
   * Makes sure that it can be done.
   * @throws {RangeError} when the pattern camera cannot do that size, rate or bit rate.
   */
  constructor(settings: PatternSettings, timing: Timing = systemTiming) {
    openPatternEncoder(settings); // says what it cannot do before anything runs
    this.#settings = settings;
    this.#timing = timing;
  }

  describe(): string {
    const { pattern } = this.#settings;
    return pattern === undefined || pattern === "chart" ? "pattern" : `pattern:${pattern}`;
  }

  async run(context: RunContext): Promise<RunEnd> {
    const { framerate } = this.#settings;
    const encoder = openPatternEncoder(this.#settings);
    const pacer = new Pacer(framerate, this.#timing);
    const { name = "pattern" } = this.#settings;
    const stream = { id: 1, name, ...encoder.stream };
    while (await pacer.next(context.signal)) {
      const captureUs = context.nowUs();
      const picture = encoder.encode(Math.floor(captureUs / 1000));
      this.#pass(picture, { context, stream, captureUs });
    }
    return { kind: "stopped" };
  }

  #pass(
    picture: PatternPicture,
    parts: { context: RunContext; stream: StreamInfo; captureUs: number },
  ): void {
    const { context, stream, captureUs } = parts;
    const isFirst = picture.frameNumber === 0;
    context.onBytes(picture.bytes.length);
    context.sink.append(picture.bytes);
    context.sink.commit({
      flags: (picture.key ? FrameFlag.key : 0) |
        (isFirst && context.discontinuity ? FrameFlag.discontinuity : 0),
      captureUs,
      ...(isFirst ? { stream } : {}),
    });
  }
}
