import { type FrameEnd, FrameFlag, type NowUs } from "../frame/mod.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";
import type { Pipe } from "../session/mod.ts";
import { ArrivalTimes } from "./arrival_times.ts";
import { BareSession } from "./bare_session.ts";
import type { FeedContext } from "./feed.ts";
import type { ConnectionEnd, LinkSource } from "./link.ts";
import type { Carrier, Reception } from "./reception.ts";
import { judgeFailure } from "./refusal.ts";
import { SeenFrames } from "./seen_frames.ts";

/** A frame's place in a server's numbering; where it was counted, its number is at most too low. */
export interface BarePlace {
  /** UUID of the numbering. */
  readonly epoch: string;
  /** Number of the frame. */
  readonly sequence: number;
}

/** A bare stream that was opened. */
export interface BareStream {
  /** Its bytes. */
  readonly pipe: Pipe;
  /** Where its first frame is, if the server tells. */
  readonly first?: BarePlace | undefined;
}

/** Where a bare stream comes from. */
export interface BareSourceOptions {
  /** Where, for people. */
  readonly target: string;
  /**
   * Opens the stream, at a place that came before if it can.
   * @throws {Error} `OpenError` if the server says no.
   */
  readonly open: (signal: AbortSignal, place: BarePlace | undefined) => Promise<BareStream>;
  /** This side's clock; frames get their time from it. */
  readonly nowUs: NowUs;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
}

/** What a stream may be that seems to be nothing. */
const rawWords = "RAW frames cannot be had as a bare stream, which does not tell their size: for " +
  "those, the URL is tcp://HOST:5000 or http://HOST:8000.";

/** A bare stream has one camera and one numbering, and no name for them. */
const camera = "camera";

/**
 * An elementary stream with nothing around it: H.264, or JPEG images. It carries no numbers, so frames are counted here, from
 * 0, and no times, so they get those of their arrival. After a cut, frames that come again are known by
 * their contents and dropped; where the last one is not among them there is a hole of unknown size, and
 * the next frame says DISCONTINUITY. What a server that skips leaves out of a bare stream is not seen.
 *
 * Over HTTP the server tells the number of its first frame and is asked to go on at the last key
 * frame, whose number is found by counting. It comes out too low where the server gave the end of a
 * frame a number of its own (CONTINUATION) or skipped frames, never too high: nothing is left
 * out, and what comes twice is dropped. Spec: http-api, `/stream.h264`, `/stream.mjpg`.
 */
export class BareSource implements LinkSource {
  readonly #options: BareSourceOptions;
  readonly #timing: Timing;
  readonly #seen = new SeenFrames();
  readonly #times = new ArrivalTimes();
  /** The newest key frame at the server's. */
  #place: BarePlace | undefined;
  #framerate: number | undefined;
  #next = 0;

  /** Connects to nothing yet. */
  constructor(options: BareSourceOptions) {
    this.#options = options;
    this.#timing = options.timing ?? systemTiming;
  }

  get target(): string {
    return this.#options.target;
  }

  async connect(context: FeedContext, onConnected: () => void): Promise<ConnectionEnd> {
    const { signal } = context;
    try {
      const stream = await this.#options.open(signal, this.#place);
      onConnected();
      const end = await this.#receive(stream, context);
      return signal.aborted ? { kind: "stopped" } : end;
    } catch (error) {
      if (signal.aborted) return { kind: "stopped" };
      return judgeFailure(error as Error);
    }
  }

  #receive(stream: BareStream, context: FeedContext): Promise<ConnectionEnd> {
    const { promise, resolve } = Promise.withResolvers<ConnectionEnd>();
    const { signal, onEvent } = context;
    const { pipe } = stream;
    const reception = context.reception(camera);
    const framesBefore = reception.frames;
    const { remote } = pipe;
    const carrier: Carrier = { remote, setReading: (on) => session.setReading(on) };
    const stop = (): void => pipe.destroy();
    const session = new BareSession({
      pipe,
      nowUs: this.#options.nowUs,
      timing: this.#timing,
      onFrame: (bytes, end, before) => this.#take(bytes, end, { stream, reception, before }),
      onFault: (message) => onEvent({ kind: "fault", camera, message }),
      onClose: (reason, isForeign) => {
        signal.removeEventListener("abort", stop);
        reception.away(carrier);
        if (isForeign) resolve({ kind: "refused", error: new Error(`${reason} ${rawWords}`) });
        else resolve({ kind: "lost", reason, wasGood: reception.frames > framesBefore });
      },
    });
    onEvent({ kind: "connected", remote, agent: "", resumed: framesBefore > 0 });
    reception.begin(carrier, {
      numbers: { epoch: camera, head: this.#next },
      from: { kind: "sequence", sequence: this.#next },
    });
    this.#seen.reconnect();
    signal.addEventListener("abort", stop, { once: true });
    session.open();
    if (signal.aborted) stop();
    return promise;
  }

  #take(
    payload: Uint8Array<ArrayBuffer>,
    end: FrameEnd,
    { stream, reception, before }: { stream: BareStream; reception: Reception; before: number },
  ): void {
    const isKey = (end.flags & FrameFlag.key) !== 0;
    if (end.stream !== undefined) {
      this.#framerate = end.stream.framerate;
      reception.describe(end.stream);
    }
    const { first } = stream;
    if (isKey && first !== undefined) {
      this.#place = { epoch: first.epoch, sequence: first.sequence + before };
    }
    const what = this.#seen.meet(payload, isKey);
    if (what === "seen" || what === "lost") return;
    // Without a new description, DISCONTINUITY says that units in front of it were of no use.
    const isDamaged = (end.flags & FrameFlag.discontinuity) !== 0 && end.stream === undefined;
    if (what === "cut" || isDamaged) reception.cut();
    reception.frame({
      sequence: this.#next++,
      captureUs: Math.round(this.#times.captureUs(end.captureUs, this.#framerate)),
      flags: end.flags | (what === "cut" ? FrameFlag.discontinuity : 0),
      streamId: 1,
      payload,
    });
  }
}
