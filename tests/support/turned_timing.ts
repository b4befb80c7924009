import type { Timing } from "../../lib/observe/mod.ts";

interface Alarm {
  readonly dueMs: number;
  readonly callBack: () => void;
}

/** Time that stands still until a test turns it. */
export class TurnedTiming implements Timing {
  readonly #alarms = new Set<Alarm>();
  #nowMs = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  random(): number {
    return 0;
  }

  after(delayMs: number, callBack: () => void): () => void {
    const alarm = { dueMs: this.#nowMs + delayMs, callBack };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#alarms.size;
  }

  /** Lets time pass; what is due happens in order, and what follows from it before the next. */
  async turn(byMs: number): Promise<void> {
    await settle();
    const untilMs = this.#nowMs + byMs;
    for (let alarm = this.#next(untilMs); alarm; alarm = this.#next(untilMs)) {
      this.#nowMs = Math.max(this.#nowMs, alarm.dueMs);
      this.#alarms.delete(alarm);
      alarm.callBack();
      await settle();
    }
    this.#nowMs = untilMs;
    await settle();
  }

  /** Lets time pass until the next timer is due. */
  async turnToNext(): Promise<void> {
    const next = this.#next(Infinity);
    if (next !== undefined) await this.turn(next.dueMs - this.#nowMs);
  }

  /** Time passes while the program sleeps: what was due happens only now, late. */
  async jump(byMs: number): Promise<void> {
    this.#nowMs += byMs;
    await this.turn(0);
  }

  #next(untilMs: number): Alarm | undefined {
    return [...this.#alarms].filter(({ dueMs }) => dueMs <= untilMs)
      .sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise<void>((done) => setImmediate(done));
}
