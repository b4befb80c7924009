import type { JsonObject, WireError } from "../../wire/mod.ts";
import { Session } from "./session.ts";
import { token } from "./token.ts";

/** A session that may command the camera; it gets no frames. Spec: wire-protocol v1, *Control methods*. */
export class Control {
  readonly #session: Session;
  #isOver = false;

  private constructor(session: Session) {
    this.#session = session;
  }

  /** Whether the connection is still there. */
  get isOpen(): boolean {
    return !this.#isOver;
  }

  /** Dials with the token. @throws {WireError} `unauthorized` where it does not allow that. */
  static open(url: string): Promise<Control> {
    const opened = Promise.withResolvers<Control>();
    const secret = token.get();
    const session = new Session({
      url,
      nowUs: () => (performance.timeOrigin + performance.now()) * 1000,
      hello: {
        agent: "picam page",
        role: "control",
        ...(secret === undefined ? {} : { token: secret }),
      },
      listener: {
        onWelcome: () => opened.resolve(control),
        onFrame() {},
        onGap() {},
        onEnd() {},
        onEvent() {},
        onClose(reason: WireError | undefined): void {
          control.#isOver = true;
          opened.reject(reason ?? new Error("The camera cannot be reached"));
        },
      },
    });
    const control = new Control(session);
    return opened.promise;
  }

  /** Asks for something. @throws {RequestError} In the server's words where it says no. */
  request(method: string, params: JsonObject = {}): Promise<unknown> {
    return this.#session.request(method, params);
  }

  /** Hangs up. */
  close(): void {
    this.#session.close();
  }
}
