import type { ServerResponse } from "node:http";

/**
 * What may wait for one client, beyond what is in its socket. All 256 events that are kept are some
 * 60 KB; whoever has not taken that much by the time another comes is cut off and resumes.
 */
const maxWaitingBytes = 128 * 1024;

const encoder = new TextEncoder();

/** One client that is told events: text goes out, and what it does not take does not pile up. */
export class EventConnection {
  readonly #response: ServerResponse;
  #waitingBytes = 0;
  #isOver = false;

  /** Takes over a response whose header is sent. */
  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Sends a text, unless too much waits already: then the connection is cut. */
  send(text: string): void {
    if (this.#isOver || text === "") return;
    if (this.#waitingBytes > maxWaitingBytes) {
      this.#isOver = true;
      return void this.#response.destroy();
    }
    const bytes = encoder.encode(text);
    this.#waitingBytes += bytes.length;
    this.#response.write(bytes, () => this.#waitingBytes -= bytes.length);
  }

  /** Ends it, properly. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#response.end();
  }
}
