import type { Frame, Gap } from "../../lib/frame/mod.ts";
import { type Conversation, dial, dialWebSocket, type Pipe, watch } from "../../lib/session/mod.ts";
import type { Hello, JsonObject, Welcome, WireError } from "../../lib/wire/mod.ts";
import { Serving, type ServingOptions } from "./serving.ts";

/** What carries a session. */
export type Over = "tcp" | "websocket";

/** A client that keeps everything it hears, in one list and in words. */
export class HearingClient implements AsyncDisposable {
  readonly heard: string[] = [];
  readonly frames: Frame[] = [];
  readonly gaps: Gap[] = [];
  readonly events: [string, JsonObject][] = [];
  welcome: Welcome | undefined;
  conversation!: Conversation;
  readonly closed: Promise<WireError | undefined>;
  readonly #waiting = new Set<() => void>();

  private constructor(serving: Serving, over: Over, hello: Partial<Hello>) {
    const { promise, resolve } = Promise.withResolvers<WireError | undefined>();
    this.closed = promise;
    const { signal } = new AbortController();
    const host = "127.0.0.1";
    const pipe = over === "tcp"
      ? dial({ host, port: serving.wirePort }, { signal })
      : dialWebSocket({ host, port: serving.httpPort }, { signal });
    this.ready = this.#begin(pipe, { agent: "test", role: "view", ...hello }, resolve);
  }

  readonly ready: Promise<void>;

  static async connect(
    serving: Serving,
    hello: Partial<Hello> = {},
    over: Over = "tcp",
  ): Promise<HearingClient> {
    const client = new HearingClient(serving, over, hello);
    await client.ready;
    return client;
  }

  async #begin(
    dialled: Promise<Pipe>,
    hello: Hello,
    onClose: (reason: WireError | undefined) => void,
  ): Promise<void> {
    const pipe = await dialled;
    const hear = (words: string): void => {
      this.heard.push(words);
      for (const wake of this.#waiting) wake();
    };
    this.conversation = watch({ pipe, hello, nowUs: () => Date.now() * 1000 }, {
      onWelcome: (welcome) => {
        this.welcome = welcome;
        hear("welcome");
      },
      onFrame: (frame) => {
        this.frames.push(frame);
        hear(`${frame.sequence}${frame.flags & 1 ? "K" : ""}`);
      },
      onGap: (gap) => {
        this.gaps.push(gap);
        hear(`gap ${gap.first}-${gap.last} ${gap.reason}`);
      },
      onEnd: (reason) => hear(`end ${reason}`),
      onEvent: (event, data) => {
        this.events.push([event, data]);
        hear(`event ${event}`);
      },
      onClose: (reason) => {
        hear(`close ${reason?.code ?? ""}`.trim());
        onClose(reason);
      },
    });
  }

  /** Waits until it heard so many things. @returns all of them. */
  async hears(count: number): Promise<string[]> {
    while (this.heard.length < count) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    return this.heard;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.conversation.destroy();
    await this.closed;
  }
}

/** A server whose ring has so many frames, every fifth of them a key frame. */
export async function serveFrames(count: number, options: ServingOptions = {}): Promise<Serving> {
  const serving = await Serving.start(options);
  for (let index = 0; index < count; index++) serving.addFrame({ key: index % 5 === 0 });
  return serving;
}
