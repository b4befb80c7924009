import type { Job, JobAnswer } from "./job.ts";

/** The settled half of a job. */
interface Pending {
  /** Made when a worker takes the job: it may depend on which one. */
  readonly jobFor: (worker: number) => Job;
  readonly resolve: (answer: { readonly png?: Uint8Array<ArrayBuffer> }) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Workers, and the jobs that wait for one: each takes the next job when it has done with its own. If one dies, all
 * jobs fail, those to come as well, for who knows what it left behind.
 */
export class Crew {
  readonly #workers: readonly Worker[];
  /** What each worker is at. */
  readonly #current: (Pending | undefined)[];
  readonly #waiting: Pending[] = [];
  #failure: Error | undefined;

  /**
   * Starts the workers.
   *
   * @param size How many
   * @param start Starts one
   */
  constructor(size: number, start: () => Worker) {
    this.#workers = Array.from({ length: size }, start);
    this.#current = this.#workers.map(() => undefined);
    this.#workers.forEach((worker, index) => this.#listen(worker, index));
  }

  /** How many workers there are. */
  get size(): number {
    return this.#workers.length;
  }

  /**
   * Has a job done.
   *
   * @param jobFor Makes the job for the worker of that number, when its turn comes
   * @returns its answer
   * @throws {Error} If the job fails, a worker died, or the crew is closed
   */
  run(jobFor: (worker: number) => Job): Promise<{ readonly png?: Uint8Array<ArrayBuffer> }> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ jobFor, resolve, reject });
      this.#assign();
    });
  }

  /** Ends the workers; jobs that are not done fail. */
  close(): void {
    this.#fail(new Error("the workers that develop frames were ended"));
  }

  #listen(worker: Worker, index: number): void {
    worker.onmessage = ({ data }: MessageEvent<JobAnswer>) => this.#settle(index, data);
    worker.onmessageerror = () => this.#fail(diedOf("an answer could not be read"));
    worker.onerror = (event) => {
      // It is told by the jobs that fail; unhandled it would end the program.
      event.preventDefault();
      this.#fail(diedOf(event.message));
    };
  }

  #settle(index: number, answer: JobAnswer): void {
    const pending = this.#current[index];
    this.#current[index] = undefined;
    if ("error" in answer) pending?.reject(new Error(answer.error));
    else pending?.resolve(answer);
    this.#assign();
  }

  #assign(): void {
    for (const [index, worker] of this.#workers.entries()) {
      if (this.#current[index]) continue;
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#current[index] = next;
      worker.postMessage(next.jobFor(index));
    }
  }

  #fail(failure: Error): void {
    this.#failure ??= failure;
    for (const worker of this.#workers) worker.terminate();
    const unfinished = [...this.#current.splice(0), ...this.#waiting.splice(0)];
    for (const pending of unfinished) pending?.reject(this.#failure);
  }
}

function diedOf(words: string): Error {
  return new Error(`a worker that develops frames died: ${words}; start again to develop further`);
}
