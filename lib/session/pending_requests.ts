import { RequestError, type Response } from "../wire/mod.ts";

/** Requests that wait for their answers. */
export class PendingRequests {
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;

  /** Begins one. @returns its number, and the promise of its result. */
  begin(): { readonly id: number; readonly result: Promise<unknown> } {
    const waiting = Promise.withResolvers<unknown>();
    const id = ++this.#lastId;
    this.#waiting.set(id, waiting);
    return { id, result: waiting.promise };
  }

  /** Settles the one that is answered; an answer to nothing is nothing. */
  settle(response: Response): void {
    const id = Number(response.id);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if ("error" in response) waiting?.reject(response.error);
    else waiting?.resolve(response.result);
  }

  /** Fails all of them: there will be no answer. */
  failAll(why: string): void {
    for (const { reject } of this.#waiting.values()) reject(new RequestError("failed", why));
    this.#waiting.clear();
  }
}
