import type { FrameSink, NowUs } from "../frame/mod.ts";
import { Admission } from "./admission.ts";
import { FrameOutput } from "./frame_output.ts";
import { Signature } from "./foreign_content.ts";
import { NalScanner } from "./nal_scanner.ts";
import { beginsAccessUnit, isNalHeader, isVcl, NalUnitType, nalUnitType } from "./nal_unit.ts";
import { QuietTimer, type Timers } from "./quiet_timer.ts";
import { SliceHead } from "./slice_head.ts";
import { fault, FaultReports, type StreamFault } from "./stream_fault.ts";
import type { StreamSettings } from "./stream_description.ts";
import { UnitEndGuess } from "./unit_end.ts";
import { MAX_UNIT_BYTES, unitLimitBytes } from "./unit_limit.ts";
import { UnitPrefix } from "./unit_prefix.ts";

/** How an {@linkcode AccessUnitAssembler} works and for whom. */
export interface AssemblerOptions extends StreamSettings, Partial<Timers> {
  /** Gets the frames. */
  readonly sink: FrameSink;
  /** The clock of `captureUs`; asked once per push. */
  readonly nowUs: NowUs;
  /**
   * Where a unit ends. `writes` (default): with the source's write, as far as can be told: for pipes of
   * a live source. `next-start`: where the next unit begins: for files.
   */
  readonly unitEnd?: "writes" | "next-start" | undefined;
  /** The first frame carries DISCONTINUITY: the source was restarted. */
  readonly discontinuity?: boolean | undefined;
  /** Length of the reader's buffer: a push of that length was cut by it. 65536 if not given. */
  readonly fullReadBytes?: number | undefined;
  /** Told once per change of state what is wrong with the stream. */
  readonly onFault?: ((fault: StreamFault) => void) | undefined;
}

/** What an assembler has counted since it was made. */
export interface AssemblerCounters {
  /** Bytes pushed. */
  readonly bytes: number;
  /** Access units committed; continuations are not counted. */
  readonly accessUnits: number;
  /** Key frames among them. */
  readonly keyFrames: number;
  /** Access units dropped: before the first key frame, or with a fault. */
  readonly droppedUnits: number;
  /** Bytes that went into no frame. */
  readonly discardedBytes: number;
  /** Ends taken too early: a continuation followed. */
  readonly wrongEnds: number;
  /** Ends that only silence could confirm. */
  readonly doubtfulEnds: number;
  /** Faults, repeated ones too. */
  readonly faults: number;
}

/**
 * `searching` for a unit; in its `prefix`, before its first slice; in its `picture`, or in one that is
 * `dropped`; `ended` early, the next bytes must begin a unit; in the `rest` of one that had not ended.
 */
type Phase = "searching" | "prefix" | "picture" | "dropped" | "ended" | "rest";

/** A doubtful end is believed after so long a silence. Timers are coarse: 5 fire after 6.2 ms. */
const QUIET_MS = 5;
/** Bytes without a start code after which the stream is said to be no H.264. */
const LEAD_IN_LIMIT_BYTES = 1024 * 1024;
/** What may stand before a unit's first slice. */
const PREFIX_LIMIT_BYTES = 256 * 1024;

/**
 * Cuts an H.264 byte stream into access units while it flows, and passes every byte on as it comes: a
 * frame is committed when its last byte is there, not when the next one begins.
 *
 * The first frame is a key frame, every key frame has its parameter sets (those that the source sent only
 * once are put in front), and what cannot be decoded is dropped, counted and reported. Whatever bytes
 * come, `push` does not throw; memory stays bounded: a few hundred bytes, at most 5 MiB.
 *
 * Spec: ITU-T H.264 (08/2021) 7.4.1.2.3 and Annex B.
 *
 * ```ts
 * import { AccessUnitAssembler } from "./mod.ts";
 *
 * let bytes = 0;
 * const assembler = new AccessUnitAssembler({
 *   sink: { append: (view) => bytes += view.length, commit() {}, abandon() {} },
 *   nowUs: () => Date.now() * 1000,
 *   setTimer: setTimeout,
 *   clearTimer: (timer) => clearTimeout(timer as number),
 *   onFault: ({ message }) => console.warn(message),
 * });
 * assembler.push(new Uint8Array(100));
 * assembler.end("clean");
 * if (bytes !== 0 || assembler.counters.discardedBytes !== 100) throw new Error("kept garbage");
 * ```
 */
export class AccessUnitAssembler {
  readonly #output: FrameOutput;
  readonly #nowUs: NowUs;
  readonly #byWrites: boolean;
  readonly #scanner: NalScanner;
  readonly #prefix = new UnitPrefix();
  readonly #sliceHead = new SliceHead();
  readonly #signature = new Signature();
  readonly #faults: FaultReports;
  readonly #admission: Admission;
  readonly #guess: UnitEndGuess;
  readonly #quiet: QuietTimer;
  #phase: Phase = "searching";
  #isKey = false;
  #ended = false;
  #readUs = 0;
  /** Bytes of the unit as the source wrote them, from its first zero byte. */
  #unitBytes = 0;
  /** Those of them that are in the open frame. */
  #openBytes = 0;
  #unitLimitBytes = MAX_UNIT_BYTES;
  #leadInBytes = 0;
  readonly #counts = {
    bytes: 0,
    accessUnits: 0,
    keyFrames: 0,
    droppedUnits: 0,
    discardedBytes: 0,
    wrongEnds: 0,
    doubtfulEnds: 0,
  };

  /** Makes an assembler for one run of a source; the next run gets a new one. */
  constructor(options: AssemblerOptions) {
    this.#nowUs = options.nowUs;
    this.#byWrites = options.unitEnd !== "next-start";
    this.#output = new FrameOutput(options.sink, options);
    this.#faults = new FaultReports(options.onFault);
    this.#admission = new Admission(this.#faults);
    this.#guess = new UnitEndGuess(options.fullReadBytes ?? 65536);
    this.#quiet = new QuietTimer(() => this.#confirmEnd(), { ...options, delayMs: QUIET_MS });
    this.#scanner = new NalScanner({
      nalUnit: (header, firstByte) => this.#nalUnit(header, firstByte),
      bytes: (view) => this.#bytes(view),
    });
  }

  /** What has been counted so far: a copy. */
  get counters(): AssemblerCounters {
    return { ...this.#counts, faults: this.#faults.count };
  }

  /**
   * Takes one read of the source's pipe.
   *
   * @param bytes Only read, and not kept: the caller may reuse them.
   * @throws {Error} If the stream was ended before; the bytes themselves are never a reason.
   */
  push(bytes: Uint8Array): void {
    if (this.#ended) throw new Error("Cannot take bytes: end() was called before");
    if (bytes.length === 0) return;
    this.#quiet.cancel();
    this.#readUs = this.#nowUs();
    this.#counts.bytes += bytes.length;
    this.#signature.append(bytes);
    this.#scanner.push(bytes);
    if (this.#byWrites) this.#judgeEnd(bytes.length);
  }

  /**
   * Ends the stream. Calls after the first do nothing.
   *
   * @param how `clean`: the source ended of itself, its last unit is whole. `cut`: it crashed or was
   * killed, the open unit is dropped.
   */
  end(how: "clean" | "cut"): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#quiet.cancel();
    this.#counts.discardedBytes += this.#scanner.heldBytes;
    this.#scanner.drop();
    if (how === "clean") this.#commit();
    this.#abandon();
  }

  #nalUnit(header: number, firstByte: number): void {
    this.#leadInBytes = 0;
    if (!isNalHeader(header)) return this.#lose(fault.notH264(header, this.#signature.seemsToBe()));
    const type = nalUnitType(header);
    const begins = beginsAccessUnit(type, firstByte);
    this.#settleGuess(begins);
    if (begins && this.#phase !== "prefix") this.#beginUnit();
    if (this.#phase === "prefix") {
      if (isVcl(type)) this.#beginPicture(type === NalUnitType.idrSlice);
      else this.#prefix.beginNal(type);
    } else if (this.#phase === "ended") this.#beginRest();
    else if (this.#phase === "searching" && isVcl(type)) this.#admission.refuse();
  }

  #bytes(view: Uint8Array): void {
    this.#settleGuess(false);
    if (this.#phase === "searching") return this.#discardLeadIn(view.length);
    this.#unitBytes += view.length;
    if (this.#phase === "ended") this.#beginRest();
    if (this.#phase === "prefix") this.#prefix.append(view);
    else if (this.#phase === "dropped") this.#counts.discardedBytes += view.length;
    else this.#pass(view);
    const limit = this.#phase === "prefix" ? PREFIX_LIMIT_BYTES : this.#unitLimitBytes;
    if (this.#unitBytes > limit) this.#lose(fault.unitTooLarge(limit));
  }

  #pass(view: Uint8Array): void {
    this.#sliceHead.append(view);
    this.#openBytes += view.length;
    this.#output.append(view, this.#readUs);
  }

  #discardLeadIn(length: number): void {
    this.#counts.discardedBytes += length;
    this.#leadInBytes += length;
    if (this.#leadInBytes <= LEAD_IN_LIMIT_BYTES) return;
    this.#faults.report(fault.noStartCode(LEAD_IN_LIMIT_BYTES, this.#signature.seemsToBe()));
  }

  #beginUnit(): void {
    this.#commit();
    this.#phase = "prefix";
    this.#prefix.clear();
    this.#unitBytes = 0;
  }

  /** The unit's first slice tells what it is: it goes out, or not. */
  #beginPicture(isKey: boolean): void {
    const before = this.#admission.admit(this.#prefix, isKey);
    if (!before) return this.#dropUnit();
    this.#phase = "picture";
    this.#isKey = isKey;
    this.#openBytes = this.#prefix.length;
    for (const view of before) this.#output.append(view, this.#readUs);
    if (!isKey) return;
    this.#sliceHead.begin();
    this.#unitLimitBytes = unitLimitBytes(this.#admission.newestSps);
  }

  #dropUnit(): void {
    this.#phase = "dropped";
    this.#counts.droppedUnits++;
    this.#counts.discardedBytes += this.#prefix.length;
  }

  /** The end was taken too early: these bytes are a frame of their own. */
  #beginRest(): void {
    this.#phase = "rest";
    this.#openBytes = 0;
    this.#counts.wrongEnds++;
  }

  #judgeEnd(readBytes: number): void {
    if (this.#phase !== "picture" && this.#phase !== "rest") return;
    const { held } = this.#scanner;
    if (held === "start code") return;
    const unitBytes = this.#unitBytes;
    const whole = this.#guess.judge({ unitBytes, readBytes, held: held === "zeros" });
    if (whole && this.#guess.trusted) this.#commit();
    else this.#quiet.arm();
  }

  #settleGuess(begins: boolean): void {
    const trusted = this.#guess.trusted;
    this.#guess.settle(begins);
    if (trusted && !this.#guess.trusted) this.#faults.report(fault.raggedWrites());
  }

  #confirmEnd(): void {
    this.#counts.doubtfulEnds++;
    this.#commit();
  }

  /** Ends the open frame, if there is one. */
  #commit(): void {
    if (this.#phase === "picture") this.#commitPicture();
    else if (this.#phase === "rest") this.#output.commit({ continuation: true });
    else return;
    this.#phase = "ended";
  }

  #commitPicture(): void {
    const sps = this.#isKey ? this.#admission.spsOf(this.#sliceHead.nal) : undefined;
    this.#output.commit({ sps, continuation: false });
    this.#counts.accessUnits++;
    if (!this.#isKey) return;
    this.#counts.keyFrames++;
    this.#faults.clear();
  }

  /** Something is in the stream that cannot be used: nothing goes out until the next key frame. */
  #lose(found: StreamFault): void {
    this.#faults.report(found);
    this.#abandon();
    this.#admission.lose();
    this.#output.interrupt();
  }

  #abandon(): void {
    if (this.#phase === "prefix") this.#counts.discardedBytes += this.#prefix.length;
    if (this.#phase === "picture" || this.#phase === "rest") {
      this.#counts.discardedBytes += this.#openBytes;
      if (this.#phase === "picture") this.#counts.droppedUnits++;
      this.#output.abandon();
    }
    this.#phase = "searching";
  }
}
