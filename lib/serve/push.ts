import type { NowUs, StreamInfo } from "../frame/mod.ts";
import { BackOff, type Logger, systemTiming, type Timing, wait } from "../observe/mod.ts";
import type { Cursor, RingView } from "../ring/mod.ts";
import { Conversation, DialError, type Pipe } from "../session/mod.ts";
import {
  decodePublishWelcome,
  type Hello,
  MessageType,
  type PublishWelcome,
  WireError,
} from "../wire/mod.ts";
import { FrameFeed, type StreamEnd } from "./frame_feed.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import type { SharedMessages } from "./shared_messages.ts";
import { tellEvents, type ToldEvents } from "./tell_events.ts";

const firstWaitMs = 2000;
const longestWaitMs = 30_000;
/** A connection that lasted this long was a good one: the next failure is a new one. */
const goodConnectionMs = 10_000;

/** Where frames are pushed to, and from what. */
export interface PushOptions extends ToldEvents {
  /** The receiver, as people wrote it, for the log. */
  readonly url: string;
  /** Connects to it. */
  readonly dial: (signal: AbortSignal) => Promise<Pipe>;
  /** Its secret. */
  readonly token?: string;
  /** Where frames are. */
  readonly ring: RingView;
  /** What is said of the stream before its first frame. */
  readonly expected: StreamInfo;
  /** Who is served: a receiver is one of them, beyond the limit. */
  readonly sessions: Sessions;
  /** How far behind a live receiver may fall before it skips, in µs. */
  readonly lagLimitUs: number;
  /** The clock of frames. */
  readonly nowUs: NowUs;
  /** What this program calls itself. */
  readonly agent: string;
  /** Where messages of frames are made. */
  readonly messages: SharedMessages;
  /** Why no frames come at present. */
  readonly end?: StreamEnd;
  /** Where to tell what people should know. */
  readonly log: Logger;
  /** Told when the receiver takes frames, and when it does not any more, or not at all. */
  readonly onChange?: (status: PushStatus) => void;
  /** Time and chance; the machine's own unless a test turns them. */
  readonly timing?: Timing;
}

/** How a push is doing, as the status object carries it. */
export interface PushStatus {
  /** The receiver. */
  readonly url: string;
  /** Whether it takes frames. */
  readonly state: "connecting" | "connected" | "waiting";
  /** Connections that it took so far. */
  readonly connections: number;
  /** Why it does not take frames, in words. */
  readonly trouble?: string;
}

/**
 * Keeps frames going to one receiver: dials out, learns what it lacks, feeds it like any client, and
 * dials again. So a camera behind a router reaches a laptop, without a hole in between.
 * Spec: wire-protocol v1, *Session*, push.
 */
export class Push implements AsyncDisposable {
  readonly #options: PushOptions;
  readonly #timing: Timing;
  readonly #stop = new AbortController();
  readonly #loop: Promise<void>;
  #status: PushStatus;
  #present: Session | undefined;

  /** Begins to dial. */
  constructor(options: PushOptions) {
    this.#options = options;
    this.#timing = options.timing ?? systemTiming;
    this.#status = { url: options.url, state: "connecting", connections: 0 };
    this.#loop = this.#keep();
  }

  /** How it is doing. */
  status(): PushStatus {
    return this.#status;
  }

  /**
   * Dials no more; a connection that is open is the sessions' to end before. One whose receiver has not
   * said WELCOME is closed at once.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#present?.drop();
    await this.#loop;
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stop;
    const { log, url } = this.#options;
    const fault = log.fault("warn");
    const backOff = new BackOff({
      firstMs: firstWaitMs,
      longestMs: longestWaitMs,
      random: () => this.#timing.random(),
    });
    while (!signal.aborted) {
      const end = await this.#once(() => fault.clear(`${url} takes the stream`));
      if (signal.aborted) return;
      if (end.lastedMs >= goodConnectionMs) backOff.reset();
      fault.raise(`Cannot push to ${url}: ${end.why}`);
      const { trouble: _, ...status } = this.#status;
      this.#status = { ...status, state: "waiting", trouble: end.why };
      this.#options.onChange?.(this.#status);
      await wait(this.#timing, Math.max(backOff.next(), end.retryAfterMs), signal);
    }
  }

  /** One connection, from dialling to its end. */
  async #once(
    onTaken: () => void,
  ): Promise<{ why: string; lastedMs: number; retryAfterMs: number }> {
    this.#status = { ...this.#status, state: "connecting" };
    const startedMs = this.#timing.nowMs();
    const lastedMs = (): number => this.#timing.nowMs() - startedMs;
    try {
      const reason = await this.#converse(await this.#options.dial(this.#stop.signal), onTaken);
      const why = reason?.message ?? "the connection was closed";
      return { why, lastedMs: lastedMs(), retryAfterMs: reason?.retryAfterMs ?? 0 };
    } catch (error) {
      if (!(error instanceof DialError) && !this.#stop.signal.aborted) throw error;
      return { why: (error as Error).message, lastedMs: 0, retryAfterMs: 0 };
    }
  }

  #converse(pipe: Pipe, onTaken: () => void): Promise<WireError | undefined> {
    const { promise, resolve } = Promise.withResolvers<WireError | undefined>();
    const conversation = new Conversation({ ...this.#options, pipe });
    const { signal } = this.#stop;
    let serving: Serving | undefined;
    const giveUp = (): void => serving === undefined ? conversation.destroy() : undefined;
    conversation.open({
      onMessage: (message) => {
        if (serving !== undefined) return;
        if (message.type !== MessageType.welcome) {
          throw new WireError("protocol", "The receiver did not begin with WELCOME");
        }
        const welcome = decodePublishWelcome(message.payload);
        conversation.setHeartbeat(welcome.heartbeatMs);
        serving = this.#serve(welcome, conversation);
        onTaken();
      },
      onDrain: () => serving?.feed.pump(),
      onReport: (report) => {
        if (serving !== undefined) serving.session.report = report;
      },
      onClose: (reason) => {
        signal.removeEventListener("abort", giveUp);
        serving?.close();
        resolve(reason);
      },
    });
    conversation.sendJson(MessageType.hello, this.#hello());
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    return promise;
  }

  #hello(): Hello {
    const { agent, token, ring, expected } = this.#options;
    const { epoch, oldest, head } = ring;
    return {
      agent,
      role: "publish",
      ...(token === undefined ? {} : { token }),
      offer: { stream: ring.stream ?? expected, epoch, oldest, head },
    };
  }

  #serve(welcome: PublishWelcome, conversation: Conversation): Serving {
    const { ring, sessions, messages, end, timing } = this.#options;
    const cursor = this.#cursor(welcome);
    const stop = this.#stop;
    const session: Session = {
      protocol: "push",
      remote: conversation.remote,
      agent: welcome.agent,
      cursor,
      bytes: 0,
      end(reason): void {
        feed.stop(reason);
        conversation.end();
        stop.abort(); // picam ends, and this is no fault of the receiver's
      },
      drop: () => conversation.destroy(),
    };
    this.#present = session;
    const { trouble: _, connections, ...status } = this.#status;
    this.#status = { ...status, state: "connected", connections: connections + 1 };
    this.#options.onChange?.(this.#status);
    const leave = sessions.enter(session);
    const events = tellEvents(conversation, { ...this.#options, hasFrames: true });
    const feed = new FrameFeed({
      ring,
      cursor,
      conversation,
      messages,
      told: ring.stream,
      end,
      ...(timing === undefined ? {} : { timing }),
      onBytes: (sizeBytes) => session.bytes += sizeBytes,
    });
    const close = (): void => {
      feed.stop();
      events[Symbol.dispose]();
      leave();
    };
    return { session, feed, close };
  }

  /** @throws {WireError} where the receiver has frames of this epoch that the ring never had. */
  #cursor({ from, policy }: PublishWelcome): Cursor {
    const { ring, lagLimitUs } = this.#options;
    try {
      return ring.cursor({ from, policy, lagLimitUs });
    } catch (error) {
      if (error instanceof RangeError) throw new WireError("invalid-from", error.message);
      throw error;
    }
  }
}

/** A receiver that takes frames. */
interface Serving {
  readonly session: Session;
  readonly feed: FrameFeed;
  readonly close: () => void;
}
