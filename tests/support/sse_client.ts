/** A client of server-sent events, as a browser's EventSource reads them. Spec: WHATWG HTML 9.2. @module */

/** One event. */
export interface SseEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reads one stream of events. */
export class SseClient implements AsyncDisposable {
  /** Its header. */
  readonly response: Response;
  readonly #reader: ReadableStreamDefaultReader<string>;
  readonly #abort: AbortController;
  #text = "";
  #comments: string[] = [];

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    this.#reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Connects. @throws {Error} where the answer is no stream of events. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<SseClient> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return new SseClient(response, abort);
  }

  /** The next event. */
  async next(): Promise<SseEvent> {
    for (;;) {
      const block = await this.#block();
      if (block === undefined) throw new Error("The stream of events has ended");
      const fields = new Map(block.split("\n").map((line) => splitLine(line)));
      const comment = fields.get("");
      if (comment !== undefined) this.#comments.push(comment);
      const data = fields.get("data");
      if (data === undefined) continue;
      const [id = "", event = ""] = [fields.get("id"), fields.get("event")];
      return { id, event, data: JSON.parse(data) };
    }
  }

  /** The next comment. */
  async nextComment(): Promise<string> {
    for (;;) {
      const comment = this.#comments.shift();
      if (comment !== undefined) return comment;
      const block = await this.#block();
      if (block?.startsWith(":")) this.#comments.push(block.slice(1).trim());
      else if (block === undefined) throw new Error("The stream of events has ended");
    }
  }

  /** The data of the next event of a kind that fits. */
  async until(
    name: string,
    fits: (data: SseEvent["data"]) => boolean = () => true,
  ): Promise<SseEvent["data"]> {
    for (;;) {
      const { event, data } = await this.next();
      if (event === name && fits(data)) return data;
    }
  }

  /** What comes until the end. @throws where it is a break and no end. */
  async rest(): Promise<string> {
    while (!await this.#read());
    return this.#text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.cancel();
    this.#abort.abort();
  }

  async #block(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end !== -1) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return block;
      }
      if (await this.#read()) return undefined;
    }
  }

  /** @returns whether it is over. */
  async #read(): Promise<boolean> {
    const { done, value = "" } = await this.#reader.read();
    this.#text += value;
    return done;
  }
}

function splitLine(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
}
