/** A server, a bad network and a receiver, with frames that can be told apart by their pictures. @module */
import { assert, assertEquals } from "@std/assert";
import type { Frame, From, Policy } from "../../lib/frame/mod.ts";
import { readPatternStamp } from "../../lib/h264/mod.ts";
import { createClock, systemTiming, type Timing } from "../../lib/observe/mod.ts";
import {
  openLink,
  type ReceiveEvent,
  type ReceiveOutcome,
  Receiver,
} from "../../lib/receive/mod.ts";
import { BadProxy, type BadProxyOptions } from "../support/bad_proxy.ts";
import { decodeLuma } from "../support/decode_h264.ts";
import { patternFrames } from "../support/pattern_frames.ts";
import { join, Serving, type ServingOptions } from "../support/serving.ts";
import { KeptOutput } from "../unit/receive/kept_output.ts";

/** Frames from one key frame to the next. */
export const intra = 10;

const pattern = padded(patternFrames({ count: 300, width: 160, height: 96, intra }));

/** As many bytes as a real camera's pictures have, by filler data. Spec: ITU-T H.264 7.3.2.7. */
function padded(
  { frames, stream }: ReturnType<typeof patternFrames>,
): ReturnType<typeof patternFrames> {
  const filled = frames.map((frame) => {
    const filler = new Uint8Array(1000 + (frame.sequence * 1237) % 5000).fill(0xff);
    filler.set([0, 0, 0, 1, 12]);
    filler[filler.length - 1] = 0x80;
    return { ...frame, payload: Uint8Array.from(join([frame.payload, filler])) };
  });
  return { frames: filled, stream };
}

/** What a test may want otherwise. */
export interface NetworkOptions extends ServingOptions {
  readonly plan?: BadProxyOptions["plan"];
  readonly policy?: Policy;
  readonly from?: From;
  readonly timing?: Timing;
}

/** Time that passes so many times faster: heartbeats and waits of a minute take seconds. */
export function quickTiming(factor: number): Timing {
  return {
    nowMs: () => systemTiming.nowMs() * factor,
    after: (delayMs, callBack) => systemTiming.after(delayMs / factor, callBack),
    random: () => 0,
  };
}

/** A receiver behind a proxy, running. */
export class Reception implements AsyncDisposable {
  readonly output = new KeptOutput();
  readonly events: ReceiveEvent[] = [];
  readonly receiver: Receiver;
  readonly #stop = new AbortController();
  readonly #outcome: Promise<ReceiveOutcome>;

  constructor(readonly proxy: BadProxy, options: NetworkOptions = {}) {
    const { from = { kind: "oldest" }, policy = "gapless", timing } = options;
    const { nowUs } = createClock();
    const address = { protocol: "wire", host: "127.0.0.1", port: proxy.port, href: "tcp" } as const;
    const time = timing === undefined ? {} : { timing };
    this.receiver = new Receiver({
      feed: openLink(address, {
        ...{ agent: "test", from, policy, nowUs, ...time },
        reconnect: { delayMs: 1 },
      }),
      openOutputs: () => [this.output],
      isGapless: policy === "gapless",
      onEvent: (event) => this.events.push(event),
      nowUs,
      ...time,
    });
    this.#outcome = this.receiver.run(this.#stop.signal);
  }

  /** Waits until it has received frame `sequence`. */
  async reaches(sequence: number): Promise<void> {
    while ((this.output.frames.at(-1)?.sequence ?? -1) < sequence) {
      await this.output.has(this.output.frames.length + 1);
    }
  }

  /** Waits for its end. */
  end(): Promise<ReceiveOutcome> {
    this.#stop.abort();
    return this.#outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    await this.proxy[Symbol.asyncDispose]();
  }
}

/** A server whose ring a test fills with pictures of the pattern camera. */
export class Network implements AsyncDisposable {
  private constructor(readonly serving: Serving) {}

  static async start(options: NetworkOptions = {}): Promise<Network> {
    return new Network(await Serving.start(options));
  }

  /** Puts the next frames into the ring. */
  feed(count: number): void {
    const { serving } = this;
    for (let left = count; left > 0; left--) {
      const frame = pattern.frames[serving.ring.head];
      assert(frame !== undefined, "the pattern has 300 frames");
      serving.ring.append(frame.payload);
      serving.nowUs += 33_333;
      const { flags } = frame;
      serving.ring.commit({ flags, captureUs: serving.nowUs, stream: pattern.stream });
    }
  }

  /** A receiver on a bad way to the server. */
  async receive(options: NetworkOptions = {}): Promise<Reception> {
    const { plan } = options;
    const port = this.serving.wirePort;
    return new Reception(await BadProxy.start({ port, ...(plan ? { plan } : {}) }), options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.serving[Symbol.asyncDispose]();
    assertEquals(this.serving.errors, []);
  }
}

/** Every frame exactly once and in order, byte for byte. */
export function assertWhole(frames: readonly Frame[], count: number, first = 0): void {
  const expected = Array.from({ length: count }, (_, index) => first + index);
  assertEquals(frames.map(({ sequence }) => sequence), expected);
  for (const { sequence, payload, flags } of frames) {
    const sent = pattern.frames[sequence]!;
    assert(payload.length === sent.payload.length, `frame ${sequence}: ${payload.length} bytes`);
    assert(payload.every((byte, at) => byte === sent.payload[at]), `frame ${sequence} differs`);
    assertEquals(flags, sent.flags);
  }
}

/** Every picture is there, decodes without a complaint, and shows the number of its frame. */
export async function assertPictures(frames: readonly Frame[]): Promise<void> {
  const stream = Uint8Array.from(join(frames.map(({ payload }) => payload)));
  const { lumas, width, height, complaints } = await decodeLuma(stream);
  assertEquals(complaints, "");
  assertEquals(
    lumas.map((luma) => readPatternStamp(luma, { width, height, stride: width })?.frameNumber),
    frames.map(({ sequence }) => sequence),
  );
}
