import type { Conversation } from "../session/mod.ts";
import {
  decodeRequest,
  errorBody,
  type Message,
  MessageType,
  type Request,
  RequestError,
  type RequestHandler,
  WireError,
} from "../wire/mod.ts";

/** Requests of one client that are answered at once; who asks more is not read meanwhile. */
const maxAtOnce = 8;

/** Whose requests, and who does them. */
export interface DeskOptions {
  /** Does what they ask for. */
  readonly handle: RequestHandler;
  /** What the client may do. */
  readonly role: "view" | "control";
  /** Told of a request that failed for a reason that is not the client's. */
  readonly onError: (error: unknown, method: string) => void;
}

/** Takes one client's requests to whoever does them, and answers each. Spec: wire-protocol v1. */
export class RequestDesk {
  readonly #conversation: Conversation;
  readonly #handle: RequestHandler;
  readonly #role: "view" | "control";
  readonly #onError: DeskOptions["onError"];
  #open = 0;

  /** Answers through the conversation. */
  constructor(conversation: Conversation, options: DeskOptions) {
    this.#conversation = conversation;
    this.#handle = options.handle;
    this.#role = options.role;
    this.#onError = options.onError;
  }

  /** Takes a REQUEST. @throws {WireError} where it is none. */
  take(message: Message): void {
    const request = decodeRequest(message.payload);
    this.#open++;
    if (this.#open === maxAtOnce) this.#conversation.setReading(false);
    void this.#answer(request);
  }

  async #answer(request: Request): Promise<void> {
    const answer = await this.#do(request);
    this.#open--;
    if (this.#open === maxAtOnce - 1) this.#conversation.setReading(true);
    if (!this.#conversation.isOver) this.#send(answer);
  }

  #send(answer: Record<string, unknown>): void {
    try {
      this.#conversation.sendJson(MessageType.response, answer);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      const { id } = answer;
      this.#conversation.sendJson(MessageType.response, { id, error: errorBody(error) });
    }
  }

  async #do(request: Request): Promise<Record<string, unknown>> {
    const { id, fault } = request;
    const asker = { role: this.#role, remote: this.#conversation.remote };
    try {
      if (fault !== undefined) throw fault;
      const result = await this.#handle(request, asker);
      return { id, result: result ?? {} };
    } catch (error) {
      return { id, error: this.#explain(error, request.method) };
    }
  }

  #explain(error: unknown, method: string): { code: string; message: string } {
    if (error instanceof RequestError) return errorBody(error);
    this.#onError(error, method);
    return { code: "failed", message: "picam failed; its log says why" };
  }
}
