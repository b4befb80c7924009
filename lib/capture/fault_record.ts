import type { Fault, PresentFault } from "./fault.ts";

/** Keeps the fault that is present, and how often it came, so that it is told once. */
export class FaultRecord {
  #present: PresentFault | undefined;
  #countedRun: number | undefined;

  /** What is wrong now. */
  get present(): PresentFault | undefined {
    return this.#present;
  }

  /**
   * Takes a fault.
   * @param when.run number of the run; a run counts once, however often it tells.
   * @returns whether it is news: another kind than the one that is present.
   */
  tell(fault: Fault, when: { run: number; nowUs: number }): boolean {
    const same = this.#present?.kind === fault.kind ? this.#present : undefined;
    const counted = same !== undefined && this.#countedRun === when.run;
    this.#countedRun = when.run;
    this.#present = {
      ...fault,
      sinceUs: same?.sinceUs ?? when.nowUs,
      count: (same?.count ?? 0) + (counted ? 0 : 1),
    };
    return same === undefined;
  }

  /** What is wrong now, if that run has told it. */
  toldBy(run: number): PresentFault | undefined {
    return this.#countedRun === run ? this.#present : undefined;
  }

  /** It is over. @returns what it was. */
  clear(): PresentFault | undefined {
    const present = this.#present;
    this.#present = undefined;
    return present;
  }
}
