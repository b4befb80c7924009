import type { From, NowUs, Policy } from "../frame/mod.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";
import { type Conversation, type Pipe, watch } from "../session/mod.ts";
import { DamageError, type Hello, type Welcome } from "../wire/mod.ts";
import type { FeedContext } from "./feed.ts";
import type { ConnectionEnd, LinkSource } from "./link.ts";
import type { Carrier, Reception } from "./reception.ts";
import { judgeFailure } from "./refusal.ts";
import { WireSession } from "./wire_session.ts";

/** Where framed video comes from. */
export interface WireSourceOptions {
  /** Where, for people. */
  readonly target: string;
  /** Makes a connection. */
  readonly dial: (signal: AbortSignal) => Promise<Pipe>;
  /** What this program calls itself. */
  readonly agent: string;
  /** Secret that allows to view. */
  readonly token?: string | undefined;
  /** Where to begin; after a cut it goes on where it was. */
  readonly from: From;
  /** What the server does when this side falls behind. */
  readonly policy: Policy;
  /** This side's clock. */
  readonly nowUs: NowUs;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
}

/**
 * A picam server, spoken to in the framed protocol. Every frame that its ring still has comes exactly
 * once and in order, whatever happens to the connections. Spec: wire-protocol v1, *Session*.
 */
export class WireSource implements LinkSource {
  readonly #options: WireSourceOptions;
  readonly #timing: Timing;
  #reception: Reception | undefined;
  /** Whether the last answer was none of picam's. */
  #wasStrange = false;

  /** Connects to nothing yet. */
  constructor(options: WireSourceOptions) {
    this.#options = options;
    this.#timing = options.timing ?? systemTiming;
  }

  get target(): string {
    return this.#options.target;
  }

  async connect(context: FeedContext, onConnected: () => void): Promise<ConnectionEnd> {
    const { signal } = context;
    try {
      const pipe = await this.#options.dial(signal);
      const end = await this.#watch(pipe, { ...context, onConnected });
      return signal.aborted ? { kind: "stopped" } : end;
    } catch (error) {
      if (signal.aborted) return { kind: "stopped" };
      return judgeFailure(error as Error);
    }
  }

  #watch(
    pipe: Pipe,
    context: FeedContext & { readonly onConnected: () => void },
  ): Promise<ConnectionEnd> {
    const { promise, resolve } = Promise.withResolvers<ConnectionEnd>();
    const { signal } = context;
    const from = this.#place();
    // Set late where WELCOME comes before `watch` returns.
    let conversation: Conversation | undefined = undefined;
    const carrier: Carrier = {
      remote: pipe.remote,
      setReading: (on) => conversation?.setReading(on),
      clock: () => conversation?.clock.estimate,
    };
    const stop = (): void => conversation?.leave();
    const session = new WireSession({
      isKnown: this.#reception !== undefined || !this.#wasStrange,
      timing: this.#timing,
      onWelcome: (welcome) => this.#begin(welcome, { ...context, carrier, from }),
      leave: () => conversation?.end(),
      onOver: (end, reason) => {
        signal.removeEventListener("abort", stop);
        this.#reception?.away(carrier);
        this.#wasStrange = reason instanceof DamageError;
        if (reason?.code === "invalid-from") this.#reception?.fallBack();
        resolve(end);
      },
    });
    conversation = watch({
      pipe,
      hello: this.#hello(from),
      nowUs: this.#options.nowUs,
      timing: this.#timing,
      report: () => this.#reception?.report(),
    }, session);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    return promise;
  }

  #begin(
    welcome: Welcome,
    context: FeedContext & { onConnected: () => void; carrier: Carrier; from: From },
  ): Reception {
    const { carrier, from, onConnected, onEvent } = context;
    const reception = this.#reception ??= context.reception(welcome.stream.name);
    const resumed = reception.frames > 0;
    onConnected();
    onEvent({ kind: "connected", remote: carrier.remote, agent: welcome.agent, resumed });
    reception.describe(welcome.stream);
    reception.begin(carrier, { numbers: welcome, from });
    return reception;
  }

  #place(): From {
    const { from, policy } = this.#options;
    return this.#reception?.place({ first: from, policy }) ?? from;
  }

  #hello(from: From): Hello {
    const { agent, token, policy } = this.#options;
    return { agent, role: "view", from, policy, ...(token === undefined ? {} : { token }) };
  }
}
