import { setImmediate } from "node:timers/promises";
import { crc32 } from "../bytes/mod.ts";
import { type Frame, FrameFlag, type Gap } from "../frame/mod.ts";
import { describeDecoder, findParameterSets } from "../h264/mod.ts";
import { encodeLiveHead, nominalDurationUs, stepBetween } from "../mp4/mod.ts";
import type { Cursor, RingView } from "../ring/mod.ts";

/** Who reads the whole ring lets the live ones in after this many bytes. */
const bytesAtOnce = 1 << 18;
/** Key frames at least so far apart begin a segment each; of closer ones, one a second does. */
const shortestGopUs = 750_000;
/** The oldest segments are about to go: a player could not fetch them in time. */
const leavingSegments = 3;

/** One or more whole groups of pictures. */
export interface HlsSegment {
  /** Its media sequence number. */
  readonly number: number;
  /** Epoch of the frames' numbers. */
  readonly epoch: string;
  /** Its first frame, a key frame. */
  readonly first: number;
  /** The frame behind its last one. */
  readonly end: number;
  /** When its first frame was captured: Unix time, µs. */
  readonly captureUs: number;
  /** How long it is, µs. */
  readonly durationUs: number;
  /** What its decoder is set up with: a name for {@linkcode HlsIndex.init}. */
  readonly init: string;
  /** Whether its times, or its decoder, do not go on from the segment before. */
  readonly isDiscontinuous: boolean;
}

type OpenSegment = Omit<HlsSegment, "number" | "end" | "durationUs">;

/**
 * Where segments begin and end in the ring: found out once for all clients, frame by frame as they
 * come, and nothing but numbers is kept. Which key frames begin a segment depends on each one and
 * the one before alone, so that segments stay what they are while older ones leave the ring.
 */
export class HlsIndex {
  readonly #ring: RingView;
  readonly #inits = new Map<string, Uint8Array<ArrayBuffer>>();
  #cursor: Cursor | undefined;
  #segments: HlsSegment[] = [];
  #open: OpenSegment | undefined;
  #before: Frame | undefined;
  #keyUs = 0;
  #lastNumber: number | undefined;
  #targetSeconds = 1;
  #leftDiscontinuities = 0;
  #updating: Promise<void> | undefined;

  /** Reads nothing yet. */
  constructor(ring: RingView) {
    this.#ring = ring;
  }

  /** Takes what came since the last time. To be awaited before anything else is asked for. */
  update(): Promise<void> {
    this.#updating ??= this.#takeNew().finally(() => this.#updating = undefined);
    return this.#updating;
  }

  /** What a playlist names: all that a player has time to fetch. */
  get listed(): readonly HlsSegment[] {
    return this.#ring.oldest === 0 ? this.#segments : this.#segments.slice(leavingSegments);
  }

  /** The longest segment so far, in whole seconds. */
  get targetSeconds(): number {
    return this.#targetSeconds;
  }

  /** How many discontinuities lie before those listed. */
  get leftDiscontinuities(): number {
    const first = this.listed[0]?.number ?? 0;
    const leaving = this.#segments.filter((each) => each.number < first && each.isDiscontinuous);
    return this.#leftDiscontinuities + leaving.length;
  }

  /** The segment of exactly these frames, where the ring holds it. */
  find({ epoch, first, end }: Pick<HlsSegment, "epoch" | "first" | "end">): HlsSegment | undefined {
    return this.#segments.find((segment) =>
      segment.first === first && segment.end === end && segment.epoch === epoch
    );
  }

  /** What a player needs before segments with this name: file type and movie box. */
  init(name: string): Uint8Array<ArrayBuffer> | undefined {
    return this.#inits.get(name);
  }

  async #takeNew(): Promise<void> {
    this.#cursor ??= this.#ring.cursor({ from: { kind: "oldest" }, policy: "gapless" });
    let readBytes = 0;
    for (;;) {
      const item = this.#cursor.takeFrame();
      if (item === undefined) break;
      if ("reason" in item) this.#tear(item);
      else {
        this.#add(item, this.#cursor);
        readBytes += item.payload.length;
      }
      if (readBytes < bytesAtOnce) continue;
      readBytes = 0;
      await setImmediate();
    }
    this.#forget();
  }

  /** What was open can never be whole. */
  #tear({ reason }: Gap): void {
    this.#open = undefined;
    this.#before = undefined;
    if (reason === "epoch") {
      const left = this.#segments.filter(({ isDiscontinuous }) => isDiscontinuous);
      this.#leftDiscontinuities += left.length;
      this.#segments = [];
    }
  }

  #add(frame: Frame, { epoch, stream }: Cursor): void {
    if (frame.flags & FrameFlag.continuation) return;
    const framerate = stream?.framerate;
    if (frame.flags & FrameFlag.key) {
      const step = this.#before && stepBetween(this.#before, frame, { framerate, lostFrames: 0 });
      const isFirst = this.#open === undefined && this.#lastNumber === undefined;
      const init = this.#initOf(frame) ?? this.#open?.init;
      const isDiscontinuous = step === undefined || step.bridged || init !== this.#open?.init ||
        (frame.flags & FrameFlag.discontinuity) !== 0;
      if (isDiscontinuous || this.#beginsSegment(frame)) {
        const passedUs = step?.durationUs ?? nominalDurationUs(framerate);
        if (this.#open !== undefined) this.#close(this.#open, frame.sequence, passedUs);
        const { sequence: first, captureUs } = frame;
        this.#open = init === undefined
          ? undefined
          : { epoch, first, captureUs, init, isDiscontinuous: isDiscontinuous && !isFirst };
      }
      this.#keyUs = frame.captureUs;
    }
    this.#before = frame;
  }

  #beginsSegment({ captureUs }: Frame): boolean {
    return captureUs - this.#keyUs >= shortestGopUs ||
      Math.floor(captureUs / 1e6) !== Math.floor(this.#keyUs / 1e6);
  }

  /** @param passedUs From the last frame of it to the end. */
  #close(open: OpenSegment, end: number, passedUs: number): void {
    const durationUs = (this.#before?.captureUs ?? open.captureUs) + passedUs - open.captureUs;
    // The first number is that of a frame: a restarted picam does not go back behind its old ones.
    this.#lastNumber = this.#lastNumber === undefined ? open.first : this.#lastNumber + 1;
    this.#segments.push({ ...open, number: this.#lastNumber, end, durationUs });
    this.#targetSeconds = Math.max(this.#targetSeconds, Math.round(durationUs / 1e6));
  }

  #initOf({ payload }: Frame): string | undefined {
    const sets = findParameterSets(payload);
    if (sets.sps.length === 0 || sets.pps.length === 0) return undefined;
    const bytes = new Uint8Array([...sets.sps, ...sets.pps].flatMap((unit) => [...unit, 0]));
    const name = crc32(bytes).toString(16).padStart(8, "0");
    if (this.#inits.has(name)) return name;
    try {
      const { sps: { width, height }, avc } = describeDecoder(sets);
      this.#inits.set(name, encodeLiveHead({ width, height, avc }));
      return name;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined; // no player could decode it
      throw error;
    }
  }

  /** Drops what has left the ring. */
  #forget(): void {
    const kept = this.#segments.findIndex(({ first }) => first >= this.#ring.oldest);
    const gone = this.#segments.splice(0, kept < 0 ? this.#segments.length : kept);
    this.#leftDiscontinuities += gone.filter(({ isDiscontinuous }) => isDiscontinuous).length;
    const used = new Set([this.#open?.init, ...this.#segments.map(({ init }) => init)]);
    for (const name of this.#inits.keys()) if (!used.has(name)) this.#inits.delete(name);
  }
}
