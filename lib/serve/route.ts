import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** What somebody's token, or their address, lets them do. */
export type GrantedRole = "view" | "control";

/** One request, as handlers see it. */
export interface Exchange {
  /** The request; its body is the handler's to read. Its `url` has no token any more. */
  readonly request: IncomingMessage;
  /** The answer. For HEAD, handlers write the header as for GET and end it without a body. */
  readonly response: ServerResponse;
  /** Path and query, without `token`. */
  readonly url: URL;
  /** The token that stood in the query: for addresses that an answer leads to, and never to be logged. */
  readonly urlToken?: string | undefined;
  /** What the client may do; nothing on an open route, for one that may not even watch. */
  readonly role: GrantedRole | undefined;
}

/** What answers a path. Throws {@linkcode HttpProblem} where it cannot. */
export type Handler = (exchange: Exchange) => void | Promise<void>;

/** What a path takes, and from whom. */
export interface Route {
  /** Answers GET, and HEAD. */
  readonly GET?: Handler;
  /** Answers POST. */
  readonly POST?: Handler;
  /** Who is answered: anybody (`open`), who may watch (`view`, the default), or command. */
  readonly needs?: "open" | GrantedRole;
}

/** Path → what it takes. A path that ends in `/*` is for all below it that are not named. */
export type Routes = Readonly<Record<string, Route>>;

/** A request to go on with another protocol, from a page of this server or from no page. */
export interface Upgrade {
  /** The request. Its `url` has no token any more. */
  readonly request: IncomingMessage;
  /** The connection, the handler's from then on; a TLS one where the port is. */
  readonly socket: Socket;
  /** What the client sent after the request already. */
  readonly head: Uint8Array;
  /** Path and query, without `token`. */
  readonly url: URL;
  /**
   * What the client's token, or its address, lets it do; nothing where a token is needed and none
   * came yet: the protocol may bring one.
   */
  readonly role: GrantedRole | undefined;
}

/** Path → what takes upgrades to it. */
export type Upgrades = Readonly<Record<string, (upgrade: Upgrade) => void>>;
