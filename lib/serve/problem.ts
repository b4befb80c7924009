import { Buffer } from "node:buffer";
import type { ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

/** For so long a client may go on sending after it was refused, and still read why. */
const lingerMs = 1000;

/**
 * A request that gets no answer but an explanation. Spec: RFC 9457.
 * Thrown by handlers, written by the server.
 */
export class HttpProblem extends Error {
  /** The class's name. */
  override readonly name = "HttpProblem";
  /** HTTP status code. */
  readonly status: number;
  /** Further headers of the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** What kind of problem, for programs; absent where the status says all. */
  readonly code: string | undefined;

  /** Says why. @param detail What is wrong and what would be right, for a person. */
  constructor(
    status: number,
    detail: string,
    headers: Readonly<Record<string, string>> = {},
    code?: string,
  ) {
    super(detail);
    this.status = status;
    this.headers = headers;
    this.code = code;
  }
}

/** Answers with a problem, unless an answer is under way already: then the connection is cut. */
export function sendProblem(response: ServerResponse, problem: HttpProblem): void {
  if (response.headersSent) return void response.destroy();
  const { headers, body } = describe(problem);
  response.writeHead(problem.status, headers);
  response.end(body);
}

/** A whole answer, for a connection that will end after it. */
export function encodeProblem(problem: HttpProblem): string {
  const { headers, body } = describe(problem);
  const lines = Object.entries({ ...headers, Date: new Date().toUTCString(), Connection: "close" })
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const title = STATUS_CODES[problem.status];
  return `HTTP/1.1 ${problem.status} ${title}\r\n${lines.join("")}\r\n${body}`;
}

/**
 * Ends a connection with a problem. What the client still sends is thrown away for a moment: to
 * close while something is unread would take the answer from it. Spec: RFC 9112 9.6.
 */
export function endWithProblem(socket: Socket, problem: HttpProblem): void {
  socket.on("error", () => {}); // the client went away: nobody is left to be told
  const patience = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(patience));
  socket.end(encodeProblem(problem));
  socket.resume();
}

function describe(
  { status, message, headers, code }: HttpProblem,
): { headers: Record<string, string | number>; body: string } {
  const body = JSON.stringify({
    type: "about:blank",
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail: message,
    code,
  });
  return {
    headers: {
      "Content-Type": "application/problem+json",
      "Content-Length": Buffer.byteLength(body),
      "Cache-Control": "no-store",
      ...headers,
    },
    body,
  };
}
