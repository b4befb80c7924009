/**
 * Who waits for frames. What one turn of the event loop brings (bytes, an end, the next bytes)
 * wakes them once, right after it: a microtask, not a timer.
 */
export class Wakers {
  readonly #wakers = new Set<() => void>();
  #scheduled = false;

  /** @returns what takes `wake` off the list again. */
  add(wake: () => void): () => void {
    this.#wakers.add(wake);
    return () => void this.#wakers.delete(wake);
  }

  /** Wakes all of them after the present piece of work. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(this.#wakeAll);
  }

  #wakeAll = (): void => {
    this.#scheduled = false;
    for (const wake of this.#wakers) wakeOne(wake);
  };
}

/** One reader's fault keeps no frame from the others, and is still an uncaught error. */
function wakeOne(wake: () => void): void {
  try {
    wake();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
