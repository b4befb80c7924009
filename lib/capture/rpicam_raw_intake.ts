import type { Fault } from "./fault.ts";
import { type Intake, openIntake, type StreamNames } from "./intake.ts";
import { readRawStreamLine } from "./rpicam_raw_line.ts";
import type { RunContext } from "./source.ts";

/**
 * What is held of stdout until the line on stderr that comes before it has been read: the two are read side by side, so
 * that a read or two may come first.
 */
const heldLimitBytes = 2 ** 20;

/** Cuts what `rpicam-raw` writes into frames, once its stderr has told what they are like. */
export class RpicamRawIntake implements Intake {
  /** Why its frames cannot be taken. */
  fault: Fault | undefined;
  readonly #context: RunContext;
  readonly #stream: StreamNames;
  readonly #onRefused: () => void;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #inner: Intake | undefined;

  /** @param parts.onRefused is told once that its frames cannot be taken, and `fault` says why. */
  constructor(
    context: RunContext,
    { stream, onRefused }: { stream: StreamNames; onRefused: () => void },
  ) {
    this.#context = context;
    this.#stream = stream;
    this.#onRefused = onRefused;
  }

  get hadFrames(): boolean {
    return this.#inner?.hadFrames ?? false;
  }

  /** Hears a line of the program's stderr. */
  line(text: string): void {
    if (this.#inner !== undefined || this.fault !== undefined) return;
    const found = readRawStreamLine(text);
    if (found === undefined) return;
    if ("fault" in found) return this.#refuse(found.fault);
    // By a pipe nothing gets lost between two frames, however long its writer rests: bytes tell all.
    this.#inner = openIntake(this.#context, {
      stream: { ...this.#stream, codec: "raw12", raw: found },
      options: { unitEnd: "next-start" },
    });
    for (const bytes of this.#held) this.#inner.push(bytes);
    this.#held = [];
  }

  push(bytes: Uint8Array): void {
    if (this.#inner !== undefined) return this.#inner.push(bytes);
    if (this.fault !== undefined) return;
    this.#held.push(bytes.slice());
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > heldLimitBytes) this.#refuse(untold);
  }

  end(how: "clean" | "cut"): void {
    this.#inner?.end(how);
  }

  #refuse(fault: Fault): void {
    this.fault = fault;
    this.#held = [];
    this.#onRefused();
  }
}

const untold: Fault = {
  kind: "not-raw12",
  message: "rpicam-raw sends bytes, but does not say what its RAW frames are like",
  remedy: "take --verbose out of --camera-args",
};
