import { setImmediate } from "node:timers/promises";
import { type Timing, wait } from "../observe/mod.ts";
import type { DeviceReader } from "./device_reader.ts";
import type { RawIntake } from "./intake.ts";
import { Pacer } from "./pacer.ts";
import type { RunContext } from "./source.ts";

/** A driver that has nothing, and a FIFO without a writer, are asked again after so long. */
const askAgainMs = 5;
/** A FIFO holds 64 KiB: while its writer fills it again there is no time for a timer. */
const fillingMs = 10;
/** A device that has been at its end for so long has nothing to deliver. */
const emptyMs = 5000;
/** A device that is always ready, as /dev/zero is, is read no faster than so many times the rate. */
const mostTimesRate = 4;

/** What a run reads, and for whom. */
export interface DeviceRunParts {
  /** Cuts what comes into frames. */
  readonly intake: RawIntake;
  /** Whether it is a FIFO rather than a device. */
  readonly isFifo: boolean;
  /** Frames per second, as announced. */
  readonly framerate: number;
  /** Time. */
  readonly timing: Timing;
}

/** Why a reader is no longer to be used; with `ended` the device may be opened again at once. */
export type DeviceRunEnd =
  | { readonly kind: "stopped" | "ended" | "empty" }
  | { readonly kind: "failed"; readonly error: unknown };

/** Reads one device or FIFO, as often as it is opened. */
export class DeviceRun {
  readonly #context: RunContext;
  readonly #parts: DeviceRunParts;
  readonly #pacer: Pacer;
  readonly #frameBytes: number;
  #lastBytesMs: number;

  constructor(context: RunContext, parts: DeviceRunParts) {
    this.#context = context;
    this.#parts = parts;
    this.#pacer = new Pacer(parts.framerate * mostTimesRate, parts.timing);
    this.#frameBytes = parts.intake.missingBytes;
    this.#lastBytesMs = parts.timing.nowMs();
  }

  /** Reads until told to stop, or until that reader has no more. */
  async read(reader: DeviceReader): Promise<DeviceRunEnd> {
    const { signal } = this.#context;
    while (!signal.aborted) {
      const read = await reader.read(this.#parts.intake.missingBytes, signal);
      if (read?.kind === "failed") return read;
      if (read?.kind === "bytes") await this.#pass(read.bytes);
      else if (read?.kind === "nothing") await this.#rest();
      else if (read?.kind === "end") {
        const end = await this.#takeEnd();
        if (end !== undefined) return { kind: end };
      }
    }
    return { kind: "stopped" };
  }

  async #pass(bytes: Uint8Array): Promise<void> {
    const { intake, isFifo, timing } = this.#parts;
    this.#lastBytesMs = timing.nowMs();
    this.#context.onBytes(bytes.length);
    intake.push(bytes);
    if (this.#isBetweenFrames && !isFifo) await this.#pacer.next(this.#context.signal);
  }

  get #isBetweenFrames(): boolean {
    return this.#parts.intake.missingBytes === this.#frameBytes;
  }

  async #rest(): Promise<void> {
    const { isFifo, timing } = this.#parts;
    const isFilling = !this.#isBetweenFrames && timing.nowMs() - this.#lastBytesMs < fillingMs;
    if (isFifo && isFilling) await setImmediate();
    else await wait(timing, askAgainMs, this.#context.signal);
  }

  /**
   * A FIFO stays open while writers come and go: one that found nobody reading would fail. A device has an end where
   * its driver makes one behind each frame, for `cat`: then it is to be opened again.
   */
  async #takeEnd(): Promise<"ended" | "empty" | undefined> {
    const { intake, isFifo, timing } = this.#parts;
    intake.breakOff();
    await wait(timing, askAgainMs, this.#context.signal);
    if (isFifo) return undefined;
    return timing.nowMs() - this.#lastBytesMs < emptyMs ? "ended" : "empty";
  }
}
