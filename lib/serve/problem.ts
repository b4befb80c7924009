import { Buffer } from "node:buffer";
import type { ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";

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

  /** Says why. @param detail What is wrong and what would be right, for a person. */
  constructor(status: number, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.status = status;
    this.headers = headers;
  }
}

/** Answers with a problem, unless an answer is under way already: then the connection is cut. */
export function sendProblem(response: ServerResponse, problem: HttpProblem): void {
  if (response.headersSent) return void response.destroy();
  const body = JSON.stringify({
    type: "about:blank",
    title: STATUS_CODES[problem.status] ?? "Error",
    status: problem.status,
    detail: problem.message,
  });
  response.writeHead(problem.status, {
    "Content-Type": "application/problem+json",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    ...problem.headers,
  });
  response.end(body);
}
