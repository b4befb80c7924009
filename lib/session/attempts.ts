import { subscriberOf } from "./address.ts";

/** So many wrong tokens from one address within `windowMs`, and none is looked at for as long. */
const allowedFailures = 10;
const windowMs = 60_000;
/** Addresses remembered; past it the one whose last failure is longest ago is forgotten. */
const maxAddresses = 1024;

/**
 * Counts wrong tokens by address. An IPv6 address counts as its /64, which is what one subscriber
 * is given. Memory is bounded by the number of addresses and of failures of each.
 */
export class Attempts {
  /** When each failed, newest ten, oldest first; who failed last is the map's last. */
  readonly #failures = new Map<string, number[]>();
  readonly #nowMs: () => number;

  /** @param nowMs A monotonic clock in milliseconds. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** For how long an address is refused from here on, in milliseconds; 0 where it is not. */
  refusedForMs(address: string | undefined): number {
    const times = this.#failures.get(subscriberOf(address ?? ""));
    if (times === undefined || times.length < allowedFailures) return 0;
    const [first = 0] = times;
    const last = times.at(-1) ?? 0;
    if (last - first >= windowMs) return 0;
    return Math.max(0, last + windowMs - this.#nowMs());
  }

  /** Counts a wrong token. */
  countFailure(address: string | undefined): void {
    const key = subscriberOf(address ?? "");
    const times = [...this.#failures.get(key) ?? [], this.#nowMs()].slice(-allowedFailures);
    this.#failures.delete(key);
    this.#failures.set(key, times);
    if (this.#failures.size <= maxAddresses) return;
    for (const oldest of this.#failures.keys()) return void this.#failures.delete(oldest);
  }
}
