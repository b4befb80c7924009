import type { Timing } from "../observe/mod.ts";
import { type DeviceFile, errorCode } from "./device_file.ts";
import { unlessAborted } from "./unless_aborted.ts";

/** What a read brought. */
export type DeviceRead =
  /** Bytes: a view until the next read. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** Nothing now: the driver asks to be asked again. */
  | { readonly kind: "nothing" }
  /** An end: a FIFO without a writer, or a device that has no more. */
  | { readonly kind: "end" }
  /** What the system says is wrong. */
  | { readonly kind: "failed"; readonly error: unknown };

/**
 * Reads a device, one read at a time. A driver may make a read wait for as long as it likes: whoever is told to stop
 * meanwhile leaves the read to whoever comes next, so that what it brings is not lost.
 */
export class DeviceReader {
  readonly #file: DeviceFile;
  readonly #buffer: Uint8Array;
  #pending: Promise<DeviceRead> | undefined;

  /** @param frameBytes Size of a frame: no read asks for more. */
  constructor(file: DeviceFile, frameBytes: number) {
    this.#file = file;
    this.#buffer = new Uint8Array(frameBytes);
  }

  /**
   * Reads.
   *
   * @param mostBytes How much to ask for, unless a read is under way.
   * @returns nothing when the signal came first: the read is under way then.
   */
  async read(mostBytes: number, signal: AbortSignal): Promise<DeviceRead | undefined> {
    this.#pending ??= this.#start(mostBytes);
    const read = await unlessAborted(this.#pending, signal);
    if (read !== undefined) this.#pending = undefined;
    return read;
  }

  /**
   * Closes the device, unless a read is under way that does not end within a moment, or ends with bytes.
   * @returns whether it is closed; else it is for the next run to read on.
   */
  async close({ timing, waitMs }: { timing: Timing; waitMs: number }): Promise<boolean> {
    if (this.#pending !== undefined) {
      const limit = new AbortController();
      const cancel = timing.after(waitMs, () => limit.abort());
      const read = await unlessAborted(this.#pending, limit.signal);
      cancel();
      if (read === undefined || read.kind === "bytes") return false;
      this.#pending = undefined;
    }
    this.#file.close();
    return true;
  }

  /** Never fails: nobody may be waiting. */
  async #start(mostBytes: number): Promise<DeviceRead> {
    try {
      const length = await this.#file.read(this.#buffer.subarray(0, mostBytes));
      return length === 0
        ? { kind: "end" }
        : { kind: "bytes", bytes: this.#buffer.subarray(0, length) };
    } catch (error) {
      const code = errorCode(error);
      return code === "EAGAIN" || code === "EINTR"
        ? { kind: "nothing" }
        : { kind: "failed", error };
    }
  }
}
