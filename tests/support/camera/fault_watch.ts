import { type Fault, faultInForce } from "./fault.ts";
import { readFaultOrder } from "./settings.ts";

/** Follows the control file from within a run. */
export class FaultWatch {
  readonly #folder: string;
  readonly #start: number;
  #setAtMs: number;
  #fault: Fault;
  #framesBefore = 0;

  /** @param start Which start of the program this is, counted from 1. */
  constructor(folder: string, start: number) {
    this.#folder = folder;
    this.#start = start;
    const order = readFaultOrder(folder);
    this.#setAtMs = order.setAtMs;
    this.#fault = faultInForce(order, { start, unixMs: Date.now() });
  }

  /** The fault in force when the run started or was last polled. */
  get fault(): Fault {
    return this.#fault;
  }

  /** Reads the file again. @returns whether another fault was ordered. */
  poll(framesSoFar: number): boolean {
    const order = readFaultOrder(this.#folder);
    if (order.setAtMs === this.#setAtMs) return false;
    this.#setAtMs = order.setAtMs;
    this.#framesBefore = framesSoFar;
    this.#fault = faultInForce(order, { start: this.#start, unixMs: Date.now() });
    return true;
  }

  /** The fault that strikes now, after this many frames; each strikes once. */
  strike(framesSoFar: number): Fault | undefined {
    this.poll(framesSoFar);
    const fault = this.#fault;
    if (!("afterFrames" in fault)) return undefined;
    if (framesSoFar - this.#framesBefore < fault.afterFrames) return undefined;
    this.#fault = { kind: "none" };
    return fault;
  }
}
