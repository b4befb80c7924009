import type { IncomingMessage } from "node:http";
import type { Access, Granted, Refused } from "../session/mod.ts";
import { type Credentials, takeCredentials } from "./credentials.ts";
import { isOwnHost } from "./own_host.ts";
import { isFromOwnPage } from "./own_origin.ts";
import { HttpProblem } from "./problem.ts";
import type { GrantedRole, Route } from "./route.ts";

/** Whom an HTTP port answers. */
export interface AdmissionOptions {
  /** Who may watch and who may command. */
  readonly access: Access;
  /** Host names that are answered besides addresses and local names. */
  readonly allowedHosts: readonly string[];
}

/** Decides about each request of an HTTP port. Spec: http-api, *Who may do what*. */
export class Admission {
  readonly #options: AdmissionOptions;

  /** Decides by these options. */
  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /**
   * Decides what a client may do on a route, and takes its token out of the URL.
   * @param route What is asked for; left out where there is nothing, and where a token may still
   * come by other means: then whoever gives none goes on without a role.
   * @throws {HttpProblem} 401, 403, 421, 429 for who is not answered.
   */
  admit(request: IncomingMessage, url: URL, route?: Route): GrantedRole | undefined {
    const credentials = takeCredentials(request, url);
    const needs = route === undefined ? "open" : route.needs ?? "view";
    const decision = this.#options.access.decide({
      token: credentials.token,
      ends: request.socket,
      role: needs === "control" ? "control" : "view",
    });
    this.#checkHost(request.headers.host, decision);
    this.#checkHost(url.host, decision); // an absolute target's; else our own
    if ((request.method === "POST" || isUpgrade(request)) && !isFromOwnPage(request.headers)) {
      throw new HttpProblem(403, "A page of another server must not ask for this");
    }
    if ("granted" in decision) return this.#roleOf(decision, credentials);
    if (needs !== "open" || (isUpgrade(request) && credentials.token !== undefined)) {
      throw refusal(decision);
    }
  }

  #checkHost(host: string | undefined, decision: Granted | Refused): void {
    if (host === undefined || ("granted" in decision && decision.byToken)) return;
    if (isOwnHost(host, this.#options.allowedHosts)) return;
    const name = host.replace(/:\d+$/, "");
    throw new HttpProblem(
      421,
      `This picam does not answer to the name ${host}: start it with --allow-host ${name}`,
    );
  }

  /** URLs end up in histories and logs: one that holds the control token is refused aloud. */
  #roleOf({ granted, byToken }: Granted, { isInUrl }: Credentials): GrantedRole {
    if (!byToken || !isInUrl || granted === "view") return granted;
    throw new HttpProblem(
      401,
      "The control token must not stand in a URL: send it as Authorization: Bearer, or as password",
      challenge,
    );
  }
}

function isUpgrade(request: IncomingMessage): boolean {
  return request.headers.upgrade !== undefined;
}

/** Browsers and VLC ask for a password when they see it. Spec: RFC 7617 2. */
const challenge = { "WWW-Authenticate": 'Basic realm="picam", charset="UTF-8"' };

function refusal({ refused, message, retryAfterMs = 0 }: Refused): HttpProblem {
  return refused === "unauthorized"
    ? new HttpProblem(401, message, challenge)
    : new HttpProblem(429, message, { "Retry-After": String(Math.ceil(retryAfterMs / 1000)) });
}
