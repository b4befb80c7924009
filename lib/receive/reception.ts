import type { Frame, FrameMetadata, From, Gap, NowUs, Policy, StreamInfo } from "../frame/mod.ts";
import type { ClockEstimate, JsonObject, ViewerReport } from "../wire/mod.ts";
import type { ReceiveEvent } from "./event.ts";
import type { Hole } from "./hole.ts";
import { Inlet, type Received } from "./inlet.ts";
import type { Keeper } from "./keeper.ts";
import { LatencyWindow } from "./latency_window.ts";
import { Numbering, type Numbers } from "./numbering.ts";
import type { CameraSummary } from "./outcome.ts";
import { RateWindow } from "./rate_window.ts";
import { SenderClock } from "./sender_clock.ts";
import type { CameraStatus } from "./status.ts";

/** A connection that brings frames. */
export interface Carrier {
  /** Address and port of the other side. */
  readonly remote: string;
  /** Stops and resumes reading. */
  setReading(on: boolean): void;
  /** What is known of the sender's clock. */
  clock?(): ClockEstimate | undefined;
}

/** What a reception is made of. */
export interface ReceptionOptions {
  /** What the camera calls its stream. */
  readonly camera: string;
  /** Where its frames go. */
  readonly keeper: Keeper;
  /** This side's clock. */
  readonly nowUs: NowUs;
  /** Told what happens. */
  readonly onEvent: (event: ReceiveEvent) => void;
}

/**
 * What one camera sends, over all its connections: takes each frame once, tells what is lost,
 * measures, and hands on to the outputs.
 */
export class Reception {
  /** What the camera calls its stream. */
  readonly camera: string;
  readonly #keeper: Keeper;
  readonly #nowUs: NowUs;
  readonly #onEvent: (event: ReceiveEvent) => void;
  readonly #numbering = new Numbering();
  readonly #inlet: Inlet;
  readonly #clock = new SenderClock();
  readonly #latency = new LatencyWindow();
  readonly #rate = new RateWindow();
  #stream: StreamInfo | undefined;
  #carrier: Carrier | undefined;
  #clockEstimate: ClockEstimate | undefined;
  #hasEnded = false;
  #connections = 0;
  #frames = 0;
  #bytes = 0;
  #damaged = 0;
  #lagUs: number | undefined;
  #metadata: FrameMetadata | undefined;

  /** Has received nothing yet. */
  constructor(options: ReceptionOptions) {
    this.camera = options.camera;
    this.#keeper = options.keeper;
    this.#nowUs = options.nowUs;
    this.#onEvent = options.onEvent;
    this.#inlet = new Inlet({
      take: (item) => this.#take(item),
      setReading: (on) => this.#carrier?.setReading(on),
    });
  }

  /** Frames received so far, over all connections. */
  get frames(): number {
    return this.#frames;
  }

  /** Whether a connection brings frames. */
  get isConnected(): boolean {
    return this.#carrier !== undefined;
  }

  /** Where a connection is to begin. See `Numbering.place`. */
  place(asked: { readonly first: From; readonly policy: Policy }): From {
    return this.#numbering.place(asked);
  }

  /** Where it is: the epoch and the frame that is lacked; nothing before the first frame. */
  get position(): { readonly epoch: string; readonly sequence: number } | undefined {
    const { epoch, next } = this.#numbering;
    return epoch === undefined || next === undefined ? undefined : { epoch, sequence: next };
  }

  /** The sender refused the place as beyond its head. */
  fallBack(): void {
    this.#numbering.fallBack();
  }

  /** A connection is there. @param from Where it was asked to begin. */
  begin(carrier: Carrier, { numbers, from }: { numbers: Numbers; from: From }): void {
    this.#carrier = carrier;
    this.#connections++;
    this.#hasEnded = false;
    if (!this.#inlet.isReading) carrier.setReading(false);
    const hole = this.#numbering.enter(numbers, from);
    if (hole !== undefined) this.#lose(hole);
  }

  /** Frames have this description from here on. */
  describe(stream: StreamInfo): void {
    if (JSON.stringify(stream) === JSON.stringify(this.#stream)) return;
    this.#stream = stream;
    this.#onEvent({ kind: "stream", camera: this.camera, stream });
  }

  /**
   * Takes a frame, unless it came before.
   * @throws {WireError} where its number does not follow.
   */
  frame(frame: Frame): void {
    const { take, hole } = this.#numbering.frame(frame.sequence);
    if (hole !== undefined) this.#lose(hole);
    const stream = this.#stream;
    if (!take || stream === undefined) return;
    this.#hasEnded = false;
    this.#frames++;
    this.#bytes += frame.payload.length;
    this.#metadata = frame.metadata;
    const nowUs = this.#nowUs();
    this.#rate.add(frame.payload.length, nowUs);
    this.#clockEstimate = this.#carrier?.clock?.() ?? this.#clockEstimate;
    const ageUs = this.#clock.ageUs(frame, { nowUs, clock: this.#clockEstimate, stream });
    if (ageUs !== undefined) this.#latency.add(ageUs, nowUs);
    this.#inlet.push({ frame, stream, receivedUs: nowUs, ageUs });
  }

  /** Takes a GAP. @throws {WireError} See `Numbering.gap`. */
  gap(gap: Gap): void {
    const hole = this.#numbering.gap(gap);
    if (hole !== undefined) this.#lose(hole);
  }

  /** Frames are lost that had no numbers. */
  cut(): void {
    this.#lose({ reason: "cut" });
  }

  /** The sender says that no more frames come. */
  end(reason: string): void {
    this.#hasEnded = true;
    this.#onEvent({ kind: "end", camera: this.camera, reason });
    void this.#inlet.drained().then(() => this.#keeper.pause());
  }

  /** The sender tells something. */
  told(event: string, data: JsonObject): void {
    this.#onEvent({ kind: "told", camera: this.camera, event, data });
  }

  /** A message was damaged on its way. */
  damaged(): void {
    this.#damaged++;
  }

  /** A connection is gone; it may be one that another has taken the place of. */
  away(carrier: Carrier | undefined): void {
    if (carrier !== this.#carrier) return;
    this.#carrier = undefined;
    void this.#inlet.drained().then(() => this.#keeper.pause());
  }

  /** Waits until all that came is with the outputs, and finishes these. */
  async close(): Promise<void> {
    await this.#inlet.drained();
    await this.#keeper.close();
  }

  /** What a viewer tells its server with PING. */
  report(): ViewerReport {
    const latencyUs = this.#latency.quantiles(this.#nowUs());
    return {
      received: this.#frames,
      dropped: this.#keeper.holes.lostFrames,
      ...(latencyUs === undefined ? {} : { latencyUs }),
    };
  }

  /** How it goes. */
  status(): CameraStatus {
    const nowUs = this.#nowUs();
    const latencyUs = this.#latency.quantiles(nowUs);
    const estimate = this.#carrier?.clock?.() ?? this.#clockEstimate;
    const position = this.position;
    return {
      camera: this.camera,
      state: this.#carrier === undefined ? "away" : this.#hasEnded ? "ended" : "receiving",
      ...(this.#carrier === undefined ? {} : { remote: this.#carrier.remote }),
      ...(this.#stream === undefined ? {} : { stream: this.#stream }),
      ...position,
      frames: this.#frames,
      bytes: this.#bytes,
      ...this.#rate.rates(nowUs),
      ...(latencyUs === undefined ? {} : { latencyUs }),
      ...(this.#lagUs === undefined ? {} : { lagMs: this.#lagUs / 1000 }),
      ...(this.#metadata === undefined ? {} : { metadata: this.#metadata }),
      holes: this.#keeper.holes.count,
      lostFrames: this.#keeper.holes.lostFrames,
      reconnects: Math.max(0, this.#connections - 1),
      damaged: this.#damaged,
      ...(estimate === undefined
        ? {}
        : { clockOffsetUs: estimate.offsetUs, roundTripUs: estimate.roundTripUs }),
    };
  }

  /** What was kept. */
  summary(): CameraSummary {
    const { frames, seconds, bytes, holes } = this.#keeper;
    return {
      camera: this.camera,
      frames,
      seconds,
      bytes,
      holes: holes.holes,
      holeCount: holes.count,
      lostFrames: holes.lostFrames,
      reconnects: Math.max(0, this.#connections - 1),
      damaged: this.#damaged,
    };
  }

  #lose(hole: Hole): void {
    this.#inlet.push({ hole });
  }

  #take(item: Received): Promise<void> | undefined {
    if ("hole" in item) return void this.#keeper.lose(item.hole);
    const { frame, stream, receivedUs, ageUs } = item;
    if (ageUs !== undefined) this.#lagUs = ageUs + this.#nowUs() - receivedUs;
    return this.#keeper.take(frame, stream);
  }
}
