import type { DeviceFile, DeviceKind } from "../../../lib/capture/mod.ts";

/** What a driver answers to one read: bytes, a length of 0 for its end, or an error's code. */
export type DriverAnswer = Uint8Array | "EAGAIN" | "EIO" | "ENODEV" | "EINVAL" | "end";

/** A character device whose driver a test plays. */
export class FakeDevice {
  /** How many bytes each read asked for. */
  readonly asked: number[] = [];
  /** How often it was opened, and is open now. */
  opened = 0;
  open = 0;
  /** Why it cannot be opened. */
  openError: string | undefined;
  readonly #answers: DriverAnswer[] = [];
  #waiting: (() => void) | undefined;

  /** To hand to a source. */
  readonly parts = {
    stat: (_path: string): Promise<DeviceKind> =>
      Promise.resolve({ isFile: false, isFifo: false, isCharDevice: true }),
    open: (_path: string): Promise<DeviceFile> => this.#open(),
  };

  /** Answers reads, one after the other; what a read has no room for is the next one's. */
  answer(...answers: DriverAnswer[]): void {
    this.#answers.push(...answers);
    this.#waiting?.();
  }

  #open(): Promise<DeviceFile> {
    if (this.openError !== undefined) return Promise.reject(systemError(this.openError));
    this.opened++;
    this.open++;
    return Promise.resolve({ read: (into) => this.#read(into), close: () => this.open-- });
  }

  async #read(into: Uint8Array): Promise<number> {
    this.asked.push(into.length);
    if (this.#answers.length === 0) await new Promise<void>((resolve) => this.#waiting = resolve);
    this.#waiting = undefined;
    const answer = this.#answers.shift()!;
    if (answer === "end") return 0;
    if (typeof answer === "string") throw systemError(answer);
    const bytes = answer.subarray(0, into.length);
    if (bytes.length < answer.length) this.#answers.unshift(answer.subarray(bytes.length));
    into.set(bytes);
    return bytes.length;
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: so says the driver`), { code });
}
