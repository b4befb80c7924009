import type { NowUs } from "../frame/mod.ts";

/** Something that happened, as `/api/v1/events`, EVENT and the log tell it. */
export interface NumberedEvent {
  /** Number of the event since the program started, from 1, +1 each. */
  readonly id: number;
  /** When, Unix µs. */
  readonly atUs: number;
  /** What kind, for example `camera` or `gap`. */
  readonly event: string;
  /** What else there is to say. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** What happened after an event. */
export interface EventsSince {
  /** The events, oldest first. */
  readonly events: readonly NumberedEvent[];
  /** How many more there were that are no longer kept. */
  readonly missed: number;
}

const kept = 256;

/** The program's one numbered list of what happened; it keeps the last 256. */
export class EventLog {
  readonly #nowUs: NowUs;
  readonly #onListenerError: (error: unknown) => void;
  readonly #events: NumberedEvent[] = [];
  readonly #listeners = new Set<(event: NumberedEvent) => void>();
  #lastId = 0;

  /**
   * Makes an empty list.
   *
   * @param nowUs Tells the time.
   * @param onListenerError Told what a listener threw; the other listeners are called all the same.
   */
  constructor(nowUs: NowUs, onListenerError: (error: unknown) => void) {
    this.#nowUs = nowUs;
    this.#onListenerError = onListenerError;
  }

  /** Number of the newest event; 0 before the first. */
  get lastId(): number {
    return this.#lastId;
  }

  /**
   * Adds an event and tells every listener before it returns.
   *
   * @param event What kind.
   * @param data What else there is to say; it is kept, not copied.
   * @returns The event with its number.
   */
  append(event: string, data: Readonly<Record<string, unknown>> = {}): NumberedEvent {
    const numbered = { id: ++this.#lastId, atUs: this.#nowUs(), event, data };
    this.#events.push(numbered);
    if (this.#events.length > kept) this.#events.shift();
    for (const listener of [...this.#listeners]) this.#tell(listener, numbered);
    return numbered;
  }

  /**
   * What happened after an event. A number that was not given yet is one of an earlier run of the
   * program: everything happened after it.
   *
   * @param id Number of the last event that the caller knows; 0 for none.
   * @returns The later events that are still kept, and how many are not.
   */
  since(id: number): EventsSince {
    const known = id > this.#lastId ? 0 : id;
    const events = this.#events.filter((event) => event.id > known);
    return { events, missed: this.#lastId - known - events.length };
  }

  /**
   * Calls a listener with every event from now on, until it is disposed of. Between `since` and
   * `subscribe` in one turn of the event loop nothing is lost.
   *
   * @param listener Called synchronously; it must not block.
   * @returns What ends it.
   */
  subscribe(listener: (event: NumberedEvent) => void): Disposable {
    // A function of its own per subscription: the same listener may be subscribed twice.
    const own = (event: NumberedEvent): void => listener(event);
    this.#listeners.add(own);
    return { [Symbol.dispose]: () => void this.#listeners.delete(own) };
  }

  #tell(listener: (event: NumberedEvent) => void, event: NumberedEvent): void {
    try {
      listener(event);
    } catch (error) {
      this.#onListenerError(error);
    }
  }
}
