import { FrameFlag } from "../../../lib/frame/mod.ts";
import { Conversation, dial, type DialOptions } from "../../../lib/session/mod.ts";
import {
  decodePublishWelcome,
  encodeFrame,
  type Hello,
  MessageType,
  type PublishWelcome,
  type WireError,
} from "../../../lib/wire/mod.ts";

/** How a {@linkcode ScriptedCamera} presents itself. */
export interface CameraOptions {
  readonly name?: string;
  readonly epoch?: string;
  readonly head?: number;
  readonly token?: string;
  readonly hello?: Partial<Hello>;
  readonly secure?: NonNullable<DialOptions["secure"]>;
}

/** A camera that dials out and sends what the test says. */
export class ScriptedCamera {
  readonly welcome: Promise<PublishWelcome>;
  /** Resolves when the connection is over, with what ERROR said. */
  readonly closed: Promise<WireError | undefined>;
  readonly #conversation: Conversation;

  private constructor(conversation: Conversation, hello: Hello) {
    this.#conversation = conversation;
    const welcome = Promise.withResolvers<PublishWelcome>();
    const closed = Promise.withResolvers<WireError | undefined>();
    this.welcome = welcome.promise;
    this.closed = closed.promise;
    conversation.open({
      onMessage: (message) => {
        if (message.type !== MessageType.welcome) return;
        welcome.resolve(decodePublishWelcome(message.payload));
      },
      onClose: closed.resolve,
    });
    conversation.sendJson(MessageType.hello, hello);
  }

  static async dial(port: number, options: CameraOptions = {}): Promise<ScriptedCamera> {
    const { name = "door", epoch = "one", head = 0, token, hello, secure } = options;
    const { signal } = new AbortController();
    const address = { host: "127.0.0.1", port };
    const pipe = await dial(address, { signal, ...(secure === undefined ? {} : { secure }) });
    const stream = { id: 1, name, codec: "h264" } as const;
    return new ScriptedCamera(new Conversation({ pipe, nowUs: () => Date.now() * 1000 }), {
      agent: "camera/test",
      role: "publish",
      ...(token === undefined ? {} : { token }),
      offer: { stream, epoch, oldest: 0, head },
      ...hello,
    });
  }

  /** Sends frames from `first` to `last`; every fifth is a key frame. */
  send(first: number, last = first): void {
    for (let sequence = first; sequence <= last; sequence++) {
      const messages = encodeFrame({
        sequence,
        captureUs: Date.now() * 1000,
        flags: sequence % 5 === 0 ? FrameFlag.key : 0,
        streamId: 1,
        payload: new TextEncoder().encode(`frame ${sequence}`),
      });
      for (const message of messages) this.#conversation.send(message);
    }
  }

  say(type: number, value: unknown): void {
    this.#conversation.sendJson(type, value);
  }

  cut(): void {
    this.#conversation.destroy();
  }
}
