import type { NowUs } from "../frame/mod.ts";
import { Admission } from "./admission.ts";
import type { AssemblerCounters, AssemblerOptions } from "./assembler_options.ts";
import { Signature } from "./foreign_content.ts";
import { FrameOutput } from "./frame_output.ts";
import { NalScanner } from "./nal_scanner.ts";
import { beginsAccessUnit, isNalHeader, isVcl, NalUnitType, nalUnitType } from "./nal_unit.ts";
import { QuietTimer } from "./quiet_timer.ts";
import { SliceHead } from "./slice_head.ts";
import { fault, FaultReports, type StreamFault } from "./stream_fault.ts";
import { UnitEndGuess } from "./unit_end.ts";
import { MAX_UNIT_BYTES, unitLimitBytes } from "./unit_limit.ts";
import { UnitPrefix } from "./unit_prefix.ts";

/**
 * `searching` for a unit; in its `prefix`, before its first slice; in its `picture`, or in one that is
 * `dropped`; `ended` early, the next bytes must begin a unit; in the `rest` of one that had not ended.
 */
type Phase = "searching" | "prefix" | "picture" | "dropped" | "ended" | "rest";

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
 * come, `push` does not throw; memory stays bounded: 5 KiB, 5 MiB at worst.
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
  readonly #afterBytes: (work: () => void) => void;
  /** Length of a read after which it was not yet asked whether the unit has ended. */
  #unjudgedBytes = 0;
  #phase: Phase = "searching";
  #isKey = false;
  #ended = false;
  #readUs = 0;
  /** Bytes of the unit as the source wrote them, from its first zero byte. */
  #unitBytes = 0;
  /** Bytes in front of the next unit that were written with the one before it. */
  #carriedBytes = 0;
  /** Bytes of the source in the open frame. */
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
    this.#afterBytes = options.afterBytes ?? ((work) => work());
    this.#output = new FrameOutput(options.sink, options);
    this.#faults = new FaultReports(options.onFault);
    this.#admission = new Admission(this.#faults);
    this.#guess = new UnitEndGuess(options.fullReadBytes ?? 65536);
    this.#quiet = new QuietTimer(() => this.#onQuiet(), options);
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
    this.#judgeEnd();
    this.#quiet.cancel();
    this.#readUs = this.#nowUs();
    this.#counts.bytes += bytes.length;
    this.#signature.append(bytes);
    this.#scanner.push(bytes);
    if (!this.#byWrites) return;
    this.#unjudgedBytes = bytes.length;
    this.#afterBytes(this.#judgeEnd);
  }

  /**
   * Ends the stream. Calls after the first do nothing.
   *
   * @param how `clean`: the source ended of itself, its last unit is whole. `cut`: it crashed or was
   * killed, the open unit is dropped.
   */
  end(how: "clean" | "cut"): void {
    if (this.#ended) return;
    this.#judgeEnd();
    this.#ended = true;
    this.#quiet.cancel();
    this.#counts.discardedBytes += this.#scanner.heldBytes;
    this.#scanner.drop();
    if (how === "clean") this.#commit();
    this.#abandon();
  }

  get #isOpen(): boolean {
    return this.#phase === "picture" || this.#phase === "rest";
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
    if (this.#leadInBytes < LEAD_IN_LIMIT_BYTES) return;
    this.#leadInBytes = 0;
    this.#faults.report(fault.noStartCode(LEAD_IN_LIMIT_BYTES, this.#signature.seemsToBe()));
  }

  #beginUnit(): void {
    this.#commit();
    this.#phase = "prefix";
    this.#prefix.clear();
    this.#unitBytes = -this.#carriedBytes;
    this.#carriedBytes = 0;
  }

  /** The unit's first slice tells what it is: it goes out, or not. */
  #beginPicture(isKey: boolean): void {
    const { length } = this.#prefix;
    const before = this.#admission.admit(this.#prefix, isKey);
    if (!before) return this.#dropUnit();
    this.#counts.discardedBytes += length - this.#prefix.length;
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
    this.#output.interrupt();
  }

  /** The end was taken too early: these bytes are a frame of their own. */
  #beginRest(): void {
    this.#phase = "rest";
    this.#openBytes = 0;
    this.#counts.wrongEnds++;
  }

  #judgeEnd = (): void => {
    const readBytes = this.#unjudgedBytes;
    if (readBytes === 0) return;
    this.#unjudgedBytes = 0;
    const { held } = this.#scanner;
    // After a start code the unit has ended: all that is not known is whether the next has begun.
    if (!this.#isOpen || held === "start code") return;
    const unitBytes = this.#unitBytes;
    const quietMs = this.#guess.afterRead({ unitBytes, readBytes, held: held === "zeros" });
    if (quietMs === 0) this.#endEarly();
    else this.#quiet.arm(quietMs);
  };

  #onQuiet(): void {
    if (!this.#guess.afterSilence()) return;
    this.#counts.doubtfulEnds++;
    this.#endEarly();
  }

  #endEarly(): void {
    // Zero bytes that were written with this unit must not be counted to the next one's writes.
    this.#carriedBytes = this.#scanner.heldBytes;
    this.#commit();
  }

  #settleGuess(begins: boolean): void {
    const before = this.#guess.waitsFor;
    this.#guess.settle(begins);
    const after = this.#guess.waitsFor;
    if (after === before) return;
    if (after === "silence") this.#faults.report(fault.raggedWrites());
    if (after === "next") this.#faults.report(fault.lateWrites());
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
    if (this.#isOpen) {
      this.#counts.discardedBytes += this.#openBytes;
      if (this.#phase === "picture") this.#counts.droppedUnits++;
      this.#output.abandon();
    }
    this.#phase = "searching";
  }
}
