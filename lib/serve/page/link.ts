import type { Frame, From, Gap, NowUs, StreamInfo } from "../../frame/mod.ts";
import type { JsonObject, ViewerReport, Welcome, WireError } from "../../wire/mod.ts";
import { Session } from "./session.ts";

/** How the connection is. */
export type LinkState =
  /** Nothing is wanted: the viewer paused. */
  | { readonly kind: "closed" }
  /** Dialling, or waiting for the answer to HELLO. */
  | { readonly kind: "connecting" }
  /** The server sends, or would if it had something. */
  | { readonly kind: "open" }
  /** Broken; dials again by itself. */
  | { readonly kind: "waiting"; readonly code: string; readonly message: string }
  /** The server wants a token, or another one; dials again when it is told to. */
  | { readonly kind: "unauthorized"; readonly message: string };

/** What frames are wanted. */
export interface Want {
  /** Where they begin. */
  readonly from: From;
  /** 1 is the recorded pace. */
  readonly rate?: number;
}

/** Who hears what comes over a link. */
export interface LinkListener {
  /** A session begins: what comes next has nothing to do with what came before. */
  onOpen(welcome: Welcome): void;
  /** A frame. */
  onFrame(frame: Frame, stream: StreamInfo): void;
  /** Frames that will never come. */
  onGap(gap: Gap): void;
  /** No frames come until some do again. */
  onEnd(reason: string): void;
  /** Something happened at the server's. */
  onEvent(event: string, data: JsonObject): void;
  /** The connection's state is another. */
  onState(state: LinkState): void;
}

/** What a link is made of. */
export interface LinkOptions {
  /** Where the server takes WebSockets. */
  readonly url: string;
  /** This side's clock. */
  readonly nowUs: NowUs;
  /** The token, if there is one. */
  readonly token: () => string | undefined;
  /** What to tell the server of the stream. */
  readonly report: () => ViewerReport | undefined;
  /** Who hears of it. */
  readonly listener: LinkListener;
}

/** Waits before dialling again: a restarted server is back within a second. */
const firstWaitMs = 250, longestWaitMs = 5000;

/**
 * Keeps a session open: dials again when it breaks, live at the live edge, in the past with the
 * frame after the last one.
 */
export class Link {
  readonly #options: LinkOptions;
  #session: Session | undefined;
  #want: Want | undefined;
  #resume: { readonly epoch: string; next: number | undefined } | undefined;
  #waitMs = firstWaitMs;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reconnects = 0;
  #isOpen = false;

  /** Does nothing yet. */
  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** Times that it dialled again because a session broke. */
  get reconnects(): number {
    return this.#reconnects;
  }

  /** To be added to this side's time to get the server's, µs; nothing before it is known. */
  get offsetUs(): number | undefined {
    return this.#session?.clock.estimate?.offsetUs;
  }

  /** Where a later session would go on. */
  get position(): From | undefined {
    const { epoch, next } = this.#resume ?? {};
    return epoch === undefined || next === undefined
      ? undefined
      : { kind: "sequence", epoch, sequence: next };
  }

  /** Begins a session for these frames, in place of the present one. */
  watch(want: Want): void {
    this.close();
    this.#want = want;
    this.#resume = undefined;
    this.#waitMs = firstWaitMs;
    this.#dial(want.from);
  }

  /** Ends the session and dials no more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#want = undefined;
    const session = this.#session;
    this.#session = undefined;
    session?.close();
    this.#options.listener.onState({ kind: "closed" });
  }

  /** Dials at once unless frames come: the network is back, or there is another token. */
  retry(): void {
    if (this.#isOpen || this.#want === undefined) return;
    this.#waitMs = firstWaitMs;
    const session = this.#session;
    this.#session = undefined;
    session?.close();
    this.#dialAgain();
  }

  #dialAgain(): void {
    clearTimeout(this.#timer);
    if (this.#want === undefined) return;
    const { from } = this.#want;
    this.#dial(from.kind === "live" ? from : this.position ?? from);
  }

  #dial(from: From): void {
    const { url, nowUs, token, report, listener } = this.#options;
    const rate = this.#want?.rate;
    const secret = token();
    this.#isOpen = false;
    listener.onState({ kind: "connecting" });
    const session: Session = new Session({
      url,
      nowUs,
      report,
      hello: {
        agent: "picam page",
        role: "view",
        from,
        ...(rate === undefined ? {} : { rate }),
        ...(secret === undefined ? {} : { token: secret }),
      },
      listener: {
        onWelcome: (welcome) => this.#opened(welcome),
        onFrame: (frame, stream) => {
          if (this.#resume !== undefined) this.#resume.next = frame.sequence + 1;
          listener.onFrame(frame, stream);
        },
        onGap: (gap) => listener.onGap(gap),
        onEnd: (reason) => listener.onEnd(reason),
        onEvent: (event, data) => listener.onEvent(event, data),
        onClose: (reason) => {
          if (this.#session === session) this.#broken(reason);
        },
      },
    });
    this.#session = session;
  }

  #opened(welcome: Welcome): void {
    this.#waitMs = firstWaitMs;
    this.#isOpen = true;
    if (this.#resume?.epoch !== welcome.epoch) {
      this.#resume = { epoch: welcome.epoch, next: undefined };
    }
    this.#options.listener.onState({ kind: "open" });
    this.#options.listener.onOpen(welcome);
  }

  #broken(reason: WireError | undefined): void {
    this.#session = undefined;
    this.#isOpen = false;
    const { listener } = this.#options;
    if (reason?.code === "unauthorized") {
      listener.onState({ kind: "unauthorized", message: reason.message });
      return;
    }
    if (reason?.code === "invalid-from") this.#want = { from: { kind: "live" } };
    this.#reconnects++;
    const waitMs = Math.max(this.#waitMs, reason?.retryAfterMs ?? 0);
    this.#waitMs = Math.min(longestWaitMs, this.#waitMs * 2);
    this.#timer = setTimeout(() => this.#dialAgain(), waitMs);
    listener.onState({
      kind: "waiting",
      code: reason?.code ?? "closed",
      message: reason?.message ?? "",
    });
  }
}
