import type { FrameEnd, NowUs } from "../frame/mod.ts";
import type { Timing } from "../observe/mod.ts";
import type { Pipe } from "../session/mod.ts";
import { BareAssembler } from "./bare_assembler.ts";

/** What a session works with. */
export interface BareSessionParts {
  /** The stream's bytes; the session's own from then on. */
  readonly pipe: Pipe;
  /** This side's clock. */
  readonly nowUs: NowUs;
  /** Time. */
  readonly timing: Timing;
  /**
   * Gets each frame, from the first key frame on.
   * @param before How many frames of the stream stand before it.
   */
  readonly onFrame: (bytes: Uint8Array<ArrayBuffer>, end: FrameEnd, before: number) => void;
  /** Told once per change of state what is wrong with the stream. */
  readonly onFault: (message: string) => void;
  /**
   * It is over; called once, last.
   * @param isForeign Whether the stream is none that can be received, as the reason says.
   */
  readonly onClose: (reason: string, isForeign: boolean) => void;
}

/** No byte for so long, and the connection is given up: a bare stream has no other sign of life. */
const silenceMs = 15_000;

/**
 * One connection that brings a bare stream. A unit of H.264 ends where the next begins: how a network cuts
 * the bytes says nothing of how they were written.
 */
export class BareSession {
  readonly #parts: BareSessionParts;
  readonly #assembler: BareAssembler;
  #heardMs: number;
  #isReading = true;
  #isOver = false;
  #isForeign = false;
  #cancelLook: () => void = () => {};
  #reason = "The connection was closed";

  /** Reads nothing before `open`. */
  constructor(parts: BareSessionParts) {
    this.#parts = parts;
    this.#heardMs = parts.timing.nowMs();
    const { nowUs, onFrame, onFault } = parts;
    const onForeign = (message: string): void => this.#refuse(message);
    this.#assembler = new BareAssembler({ nowUs, onFrame, onFault, onForeign });
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

  #refuse(reason: string): void {
    if (this.#isForeign) return;
    this.#isForeign = true;
    this.#reason = reason;
    this.#parts.pipe.destroy();
  }

  #close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelLook();
    this.#assembler.end();
    this.#parts.onClose(this.#reason, this.#isForeign);
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
