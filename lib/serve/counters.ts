import { Histogram, latencyBoundsSeconds, type MetricFamily } from "../observe/mod.ts";
import { RequestError, type RequestHandler } from "../wire/mod.ts";

/** One request that was answered. */
export interface Answered {
  /** The route, as the table of routes names it; `none` where there is none. */
  readonly route: string;
  /** GET, HEAD or POST; `other` for what else there may be. */
  readonly method: string;
  /** HTTP status code. */
  readonly status: number;
}

/**
 * What is counted of requests and frames and stands in no status object: for `/metrics` alone. What
 * clients choose freely, as paths and names of methods, is no label: there is no end to it.
 */
export class Counters {
  readonly #http = new Map<string, { readonly answered: Answered; count: number }>();
  readonly #control = new Map<string, { readonly labels: ControlLabels; count: number }>();
  readonly #delivery = new Histogram(latencyBoundsSeconds);

  /** Counts a request of the HTTP port. */
  countAnswer(answered: Answered): void {
    const key = `${answered.route} ${answered.method} ${answered.status}`;
    const entry = this.#http.get(key);
    if (entry === undefined) this.#http.set(key, { answered, count: 1 });
    else entry.count++;
  }

  /** Counts what becomes of the requests that a handler gets, whatever they came by. */
  counting(handle: RequestHandler): RequestHandler {
    return async (request, asker) => {
      const { method } = request;
      try {
        const answer = await handle(request, asker);
        this.#countControl({ method, result: "ok" });
        return answer;
      } catch (error) {
        const result = error instanceof RequestError ? error.code : "failed";
        const isUnknown = result === "unknown-method";
        this.#countControl({ method: isUnknown ? "unknown" : method, result });
        throw error;
      }
    };
  }

  /** Counts how long it took from a frame's capture until it was with all viewers that had room. */
  observeDelivery(seconds: number): void {
    this.#delivery.observe(seconds);
  }

  /** Everything, as Prometheus families. */
  families(): MetricFamily[] {
    return [
      {
        name: "picam_http_requests_total",
        help: "Requests of the HTTP port that are over, by route and status code",
        type: "counter",
        samples: [...this.#http.values()].map(({ answered, count }) => ({
          labels: {
            route: answered.route,
            method: answered.method,
            code: String(answered.status),
          },
          value: count,
        })),
      },
      {
        name: "picam_control_requests_total",
        help: "Control methods that were called, by result: ok, or the code of the refusal",
        type: "counter",
        samples: [...this.#control.values()].map(({ labels, count }) => ({
          labels: { ...labels },
          value: count,
        })),
      },
      {
        name: "picam_frame_delivery_seconds",
        help: "From the capture of a frame until it was handed to all viewers that had room",
        type: "histogram",
        samples: [{ snapshot: this.#delivery.snapshot() }],
      },
    ];
  }

  #countControl(labels: ControlLabels): void {
    const key = `${labels.method} ${labels.result}`;
    const entry = this.#control.get(key);
    if (entry === undefined) this.#control.set(key, { labels, count: 1 });
    else entry.count++;
  }
}

interface ControlLabels {
  readonly method: string;
  readonly result: string;
}
