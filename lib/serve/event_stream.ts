import type { NowUs } from "../frame/mod.ts";
import { type EventsSince, type NumberedEvent, systemTiming, type Timing } from "../observe/mod.ts";
import { EventConnection } from "./event_connection.ts";
import { HttpProblem } from "./problem.ts";
import type { Exchange, Handler } from "./route.ts";
import type { Status } from "./status.ts";

/** Connections at once. They are no viewers, and take no place from one. */
const defaultLimit = 32;
/** So often a comment goes out: it keeps proxies from closing, and finds out who is gone. */
const heartbeatMs = 15_000;

/** What server-sent events are made of. */
export interface EventStreamOptions {
  /** What happens. */
  readonly events: {
    readonly lastId: number;
    since(id: number): EventsSince;
    subscribe(listener: (event: NumberedEvent) => void): Disposable;
  };
  /** The present state, which whoever comes anew is told first. */
  readonly status: () => Pick<Status, "state" | "reason" | "scheduled" | "stream">;
  /** The clock of events. */
  readonly nowUs: NowUs;
  /** Tells this run of the program from others: event numbers begin anew with each. */
  readonly run: string;
  /** Connections at once; 32 where left out. */
  readonly limit?: number;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
}

/**
 * `GET /api/v1/events`: what happens, as server-sent events. Whoever comes anew is told the present
 * state first; whoever comes back with `Last-Event-ID` what happened meanwhile, as far as it is
 * kept, and how much is not. An event is encoded once for all; a client that does not take them is
 * cut off, and resumes. Spec: http-api; WHATWG HTML 9.2.
 */
export class EventStreams implements Disposable {
  readonly #options: EventStreamOptions;
  readonly #timing: Timing;
  readonly #limit: number;
  readonly #connections = new Set<EventConnection>();
  #subscription: Disposable | undefined;
  #cancelBeat: (() => void) | undefined;

  /** Serves nobody yet, and listens to nothing. */
  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#timing = options.timing ?? systemTiming;
    this.#limit = options.limit ?? defaultLimit;
  }

  /** Connections that are open. */
  get active(): number {
    return this.#connections.size;
  }

  /** Answers GET and HEAD. */
  readonly handler: Handler = (exchange) => {
    if (exchange.request.method === "HEAD") {
      sendHead(exchange);
      return void exchange.response.end();
    }
    if (this.#connections.size >= this.#limit) {
      throw new HttpProblem(503, `All ${this.#limit} places for events are taken`, {
        "Retry-After": "5",
      });
    }
    this.#serve(exchange);
  };

  /** Ends every connection, properly. */
  [Symbol.dispose](): void {
    for (const connection of this.#connections) connection.end();
    this.#connections.clear();
    this.#rest();
  }

  #serve(exchange: Exchange): void {
    const { request, response } = exchange;
    sendHead(exchange);
    response.flushHeaders();
    const connection = new EventConnection(response);
    this.#connections.add(connection);
    response.on("close", () => {
      this.#connections.delete(connection);
      if (this.#connections.size === 0) this.#rest();
    });
    this.#subscription ??= this.#options.events.subscribe((event) => this.#tell(event));
    if (this.#cancelBeat === undefined) this.#beatLater();
    const known = request.headers["last-event-id"];
    connection.send(
      "retry: 2000\n\n" + (known === undefined ? this.#present() : this.#since(String(known))),
    );
  }

  /** The present state, under the number of the newest event: from there it can be resumed. */
  #present(): string {
    const { status, nowUs, events } = this.#options;
    const { state, reason, scheduled, stream } = status();
    const present: [string, Readonly<Record<string, unknown>>][] = [
      ["state", { state, reason }],
      ...(scheduled === undefined ? [] : [["scheduled", { ...scheduled }] as [string, never]]),
      ...(stream === undefined ? [] : [["stream", { ...stream }] as [string, never]]),
    ];
    const atUs = nowUs();
    return present.map(([event, data]) => this.#encode({ id: events.lastId, atUs, event, data }))
      .join("");
  }

  /** What happened after an event; what another run of the program numbered is not known here. */
  #since(known: string): string {
    const { events, run, nowUs } = this.#options;
    const [, itsRun, number] = /^(?:(\w{1,32})-)?(\d{1,15})$/.exec(known) ?? [];
    const isOwn = itsRun === run || (itsRun === undefined && number === "0");
    const since = events.since(isOwn ? Number(number) : 0);
    const missed = { timeUs: nowUs(), count: since.missed, restarted: !isOwn };
    const introduction = isOwn && since.missed === 0
      ? ""
      : `event: missed\ndata: ${JSON.stringify(missed)}\n\n`;
    return introduction + since.events.map((event) => this.#encode(event)).join("");
  }

  #encode({ id, atUs, event, data }: NumberedEvent): string {
    const body = JSON.stringify({ timeUs: atUs, ...data });
    return `id: ${this.#options.run}-${id}\nevent: ${event}\ndata: ${body}\n\n`;
  }

  #tell(event: NumberedEvent): void {
    const text = this.#encode(event);
    for (const connection of this.#connections) connection.send(text);
  }

  #beatLater(): void {
    this.#cancelBeat = this.#timing.after(heartbeatMs, () => {
      this.#beatLater();
      for (const connection of this.#connections) connection.send(": still here\n\n");
    });
  }

  #rest(): void {
    this.#subscription?.[Symbol.dispose]();
    this.#subscription = undefined;
    this.#cancelBeat?.();
    this.#cancelBeat = undefined;
  }
}

function sendHead({ response }: Exchange): void {
  response.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no", // else nginx in between would keep events back
  });
}
