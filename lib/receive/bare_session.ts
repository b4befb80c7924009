import type { FrameEnd, NowUs } from "../frame/mod.ts";
import { AccessUnitAssembler } from "../h264/mod.ts";
import type { Timing } from "../observe/mod.ts";
import type { Pipe } from "../session/mod.ts";
import { FrameCollector } from "./frame_collector.ts";

/** What a session works with. */
export interface BareSessionParts {
  /** The stream's bytes; the session's own from then on. */
  readonly pipe: Pipe;
  /** This side's clock. */
  readonly nowUs: NowUs;
  /** Time. */
  readonly timing: Timing;
  /**
   * Gets each access unit, from the first key frame on.
   * @param before How many units of the stream stand before it.
   */
  readonly onFrame: (bytes: Uint8Array<ArrayBuffer>, end: FrameEnd, before: number) => void;
  /** Told once per change of state what is wrong with the stream. */
  readonly onFault: (message: string) => void;
  /** It is over; called once, last. */
  readonly onClose: (reason: string) => void;
}

/** No byte for so long, and the connection is given up: a bare stream has no other sign of life. */
const silenceMs = 15_000;

/**
 * One connection that brings a bare stream. A unit ends where the next begins: how a network cuts the
 * bytes says nothing of how they were written.
 */
export class BareSession {
  readonly #parts: BareSessionParts;
  readonly #assembler: AccessUnitAssembler;
  #heardMs: number;
  #isReading = true;
  #isOver = false;
  #cancelLook: () => void = () => {};
  #reason = "The connection was closed";

  /** Reads nothing before `open`. */
  constructor(parts: BareSessionParts) {
    this.#parts = parts;
    this.#heardMs = parts.timing.nowMs();
    this.#assembler = new AccessUnitAssembler({
      sink: new FrameCollector((bytes, end) => this.#onFrame(bytes, end)),
      nowUs: parts.nowUs,
      unitEnd: "next-start",
      onFault: ({ message }) => parts.onFault(message),
    });
  }

  /** Begins to read. To be called once. */
  open(): void {
    const { pipe } = this.#parts;
    this.#look();
    pipe.open({
      onBytes: (bytes) => {
        this.#heardMs = this.#parts.timing.nowMs();
        if (!this.#isOver) this.#assembler.push(bytes);
      },
      onDrain: () => {},
      onClose: () => this.#close(),
    });
  }

  /** Stops and resumes reading. */
  setReading(on: boolean): void {
    this.#isReading = on;
    this.#heardMs = this.#parts.timing.nowMs();
    this.#parts.pipe.setReading(on);
  }

  #onFrame(bytes: Uint8Array<ArrayBuffer>, end: FrameEnd): void {
    const { accessUnits, droppedUnits } = this.#assembler.counters;
    this.#parts.onFrame(bytes, end, accessUnits + droppedUnits);
  }

  #close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelLook();
    // The open unit may be whole or not: it comes again.
    this.#assembler.end("cut");
    this.#parts.onClose(this.#reason);
  }

  #look(): void {
    const { timing, pipe } = this.#parts;
    const silentMs = this.#isReading ? timing.nowMs() - this.#heardMs : 0;
    if (silentMs >= silenceMs) {
      this.#reason = `Nothing came for ${silenceMs / 1000} s`;
      return pipe.destroy();
    }
    this.#cancelLook = timing.after(silenceMs - silentMs, () => this.#look());
  }
}
