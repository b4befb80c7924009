import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { encodeProblem, endWithProblem, HttpProblem } from "./problem.ts";

/** What the parser holds requests to. */
export interface RequestLimits {
  /** Request line and headers together, in bytes. */
  readonly maxHeaderBytes: number;
  /** Time for the request line and the headers. */
  readonly headerTimeoutMs: number;
  /** Time for the whole request, with its body. */
  readonly requestTimeoutMs: number;
}

/**
 * Answers what never becomes a request for a handler, because it is too long, too slow or no HTTP,
 * with a problem, and closes. Where an answer is under way on the connection, it is cut instead.
 * Spec: RFC 9112 2.2, 6.3; RFC 9110 15.5.9; RFC 6585 5.
 *
 * @param options `onRefused` is told of what belongs to no request that is counted elsewhere.
 */
export function refuseUnparsed(
  server: Server,
  { limits, onRefused }: { limits: RequestLimits; onRefused: (status: number) => void },
): void {
  const underWay = new WeakMap<Socket, Set<ServerResponse>>();
  server.on("request", ({ socket }, response) => {
    const responses = underWay.get(socket) ?? new Set();
    underWay.set(socket, responses.add(response));
    response.on("close", () => responses.delete(response));
  });
  server.on("clientError", (error: Error & { code?: string }, stream) => {
    const socket = stream as Socket;
    if (socket.writableEnded) return; // more of what was refused already
    const [response, ...others] = underWay.get(socket) ?? [];
    const problem = problemOf(error, { limits, hasHeader: response !== undefined });
    const isMidAnswer = response?.headersSent === true && !response.writableEnded;
    if (problem === undefined || isMidAnswer || others.length > 0) return void socket.destroy();
    if (response === undefined || response.headersSent) onRefused(problem.status);
    else response.statusCode = problem.status;
    // The rest of a request that came too late must not be carried out: nothing more is read.
    if (problem.status === 408) socket.end(encodeProblem(problem), () => void socket.destroy());
    else endWithProblem(socket, problem);
  });
}

/** What to say of a fault that the parser found; nothing of those below it, as a reset. */
function problemOf(
  { code = "", message }: Error & { code?: string },
  { limits, hasHeader }: { limits: RequestLimits; hasHeader: boolean },
): HttpProblem | undefined {
  const { maxHeaderBytes, headerTimeoutMs, requestTimeoutMs } = limits;
  if (code === "HPE_HEADER_OVERFLOW") {
    const limit = `${maxHeaderBytes / 1024} KiB (${maxHeaderBytes} bytes)`;
    return new HttpProblem(431, `Request line and headers must be shorter than ${limit} together`);
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    const late = hasHeader
      ? `The request and its body must be here within ${requestTimeoutMs / 1000} s`
      : `The request line and the headers must be here within ${headerTimeoutMs / 1000} s`;
    return new HttpProblem(408, late);
  }
  if (!code.startsWith("HPE_")) return undefined;
  const reason = message.replaceAll("Parse Error", "").replace(/^[:\s]+/, "");
  return new HttpProblem(
    400,
    reason === ""
      ? "This is no HTTP/1.1 request: its method, target, a header or its length is not valid"
      : `This is no HTTP/1.1 request: ${reason}`,
  );
}
