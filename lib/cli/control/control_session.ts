import type { ControlSettings } from "../../config/mod.ts";
import type { NowUs } from "../../frame/mod.ts";
import { type Conversation, watch } from "../../session/mod.ts";
import { type JsonObject, RequestError, type WireError } from "../../wire/mod.ts";
import { dialUrl, secureFor, tokenOf } from "../remote.ts";
import { agent } from "../version.ts";

/** What a session is opened with. */
export interface ControlSessionOptions {
  /** This side's clock. */
  readonly nowUs: NowUs;
  /** Ends the attempt to connect, and the session. */
  readonly signal: AbortSignal;
  /** Told what the server tells: `state`, `stream`, `scheduled`. */
  readonly onEvent: (event: string, data: JsonObject) => void;
}

/** The server cannot be reached, does not let in, or has gone; says what to do. */
export class SessionError extends Error {
  /** The class's name. */
  override readonly name = "SessionError";
}

/** What to do about a refusal. */
const remedies: Readonly<Record<string, string>> = {
  "unauthorized": "; give it with --token @FILE or PICAM_TOKEN",
  "forbidden": "; a picam that receives cannot be commanded",
};

/** A session that may command. */
export class ControlSession implements Disposable {
  /** Resolves when it is over, with the reason in words. */
  readonly closed: Promise<string>;
  readonly #conversation: Conversation;

  private constructor(conversation: Conversation, closed: Promise<string>) {
    this.#conversation = conversation;
    this.closed = closed;
  }

  /**
   * Connects and greets.
   *
   * @throws {UsageError} where a token or certificate cannot be had.
   * @throws {SessionError} where the server cannot be reached or does not let in.
   */
  static async open(
    settings: ControlSettings,
    { nowUs, signal, onEvent }: ControlSessionOptions,
  ): Promise<ControlSession> {
    const { url } = settings;
    const token = tokenOf(settings);
    const secure = secureFor(url, settings);
    const pipe = await dialUrl(url, { signal, secure }).catch((error) => {
      signal.throwIfAborted();
      throw new SessionError(error instanceof Error ? error.message : String(error));
    });
    const welcome = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<string>();
    const hello = { agent, role: "control", ...(token === undefined ? {} : { token }) } as const;
    const conversation = watch({ pipe, hello, nowUs }, {
      onWelcome: () => welcome.resolve(),
      onClose: (reason) => {
        closed.resolve(wordsOf(reason));
        welcome.reject(new SessionError(`${url.href}: ${wordsOf(reason)}`));
      },
      onEvent,
      onFrame: () => {},
      onGap: () => {},
      onEnd: () => {},
    });
    const stop = (): void => conversation.destroy();
    signal.addEventListener("abort", stop, { once: true });
    void closed.promise.then(() => signal.removeEventListener("abort", stop));
    if (signal.aborted) stop();
    await welcome.promise;
    return new ControlSession(conversation, closed.promise);
  }

  /**
   * Asks for something.
   *
   * @returns the result.
   * @throws {RequestError} where the server refuses.
   * @throws {SessionError} where it has gone before it could answer.
   */
  async request(method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> {
    try {
      return await this.#conversation.request(method, params);
    } catch (error) {
      if (!(error instanceof RequestError) || !this.#conversation.isOver) throw error;
      throw new SessionError(`${method} was not answered: ${await this.closed}`);
    }
  }

  /** Says goodbye. */
  [Symbol.dispose](): void {
    this.#conversation.end();
  }
}

function wordsOf(reason: WireError | undefined): string {
  if (reason === undefined) return "the server has closed the connection";
  return `${reason.message}${remedies[reason.code] ?? ""}`;
}
