import { type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import type { From, Policy } from "../frame/mod.ts";
import { type Address, type DialOptions, dialSocket, type Pipe } from "../session/mod.ts";
import type { BarePlace, BareStream } from "./bare_source.ts";
import { OpenError } from "./open_error.ts";

/** Which stream to ask for, and how. */
export interface HttpStreamOptions {
  /** Where the server is. */
  readonly address: Address;
  /** Path of the stream. */
  readonly path: "/stream.h264" | "/stream.mjpg";
  /** Makes the connection secure. */
  readonly secure?: DialOptions["secure"] | undefined;
  /** Secret that allows to view. */
  readonly token?: string | undefined;
  /** What this program calls itself. */
  readonly agent: string;
  /** Where to begin. */
  readonly from: From;
  /** What the server does when this side falls behind. */
  readonly policy: Policy;
}

/** Statuses of a server that may answer otherwise another time. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);
const longestProblemBytes = 64 * 1024;

/**
 * Asks for a stream, under the gapless policy at a place that came before. Where the server's
 * numbering is another one meanwhile, it is asked for its oldest frames instead. Spec: http-api.
 *
 * @throws {OpenError} where the server says no.
 * @throws {DialError} where it cannot be reached.
 */
export async function openHttpStream(
  options: HttpStreamOptions,
  { signal, place }: { readonly signal: AbortSignal; readonly place: BarePlace | undefined },
): Promise<BareStream> {
  const { from, policy } = options;
  if (place === undefined) return await ask(options, { signal, from });
  if (policy === "live") return await ask(options, { signal, from: { kind: "live" } });
  try {
    return await ask(options, { signal, from: { kind: "sequence", ...place } });
  } catch (error) {
    if (!(error instanceof OtherNumbering)) throw error;
    return await ask(options, { signal, from: { kind: "oldest" } });
  }
}

/** The place that was asked for is none of the server's: 409, 416. */
class OtherNumbering extends OpenError {}

async function ask(
  options: HttpStreamOptions,
  { signal, from }: { signal: AbortSignal; from: From },
): Promise<BareStream> {
  const { address, path, secure, token, agent, policy } = options;
  const socket = await dialSocket(address, { signal, ...(secure === undefined ? {} : { secure }) });
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  const abort = (): void => void socket.destroy();
  signal.addEventListener("abort", abort, { once: true });
  try {
    const response = await answerTo({
      socket,
      path: `${path}?${query(from, policy)}`,
      headers: {
        "Host": `${host}:${address.port}`,
        "User-Agent": agent,
        ...(token === undefined ? {} : { "Authorization": `Bearer ${token}` }),
      },
    });
    if (response.statusCode === 200) {
      return { pipe: responsePipe(response, socket), first: placeOf(response) };
    }
    throw refusalOf(response, await problemOf(response));
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function query(from: From, policy: Policy): URLSearchParams {
  const where: Record<string, string> = {};
  if (from.kind === "ago") where["from"] = `-${from.seconds}s`;
  else if (from.kind === "sequence") {
    where["from"] = `seq:${from.sequence}`;
    if (from.epoch !== undefined) where["epoch"] = from.epoch;
  } else where["from"] = from.kind;
  return new URLSearchParams({ ...where, policy });
}

function answerTo(
  { socket, path, headers }: { socket: Socket; path: string; headers: Record<string, string> },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({ path, headers, createConnection: () => socket }, resolve);
    asked.on("error", reject); // for good: one that comes later finds a promise settled
    asked.end();
  });
}

function placeOf({ headers }: IncomingMessage): BarePlace | undefined {
  const { "picam-epoch": epoch, "picam-sequence": number } = headers;
  const sequence = Number(number);
  return typeof epoch === "string" && Number.isSafeInteger(sequence)
    ? { epoch, sequence }
    : undefined;
}

/** The server's own words, where it has some. */
async function problemOf(response: IncomingMessage): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  for await (const part of response) {
    text += part;
    if (text.length > longestProblemBytes) break;
  }
  try {
    const { detail } = JSON.parse(text);
    if (typeof detail === "string") return detail;
  } catch {
    // Not picam's: what it says is for browsers.
  }
  return `The server answered ${response.statusCode} ${response.statusMessage ?? ""}`.trim();
}

function refusalOf(response: IncomingMessage, detail: string): OpenError {
  const { statusCode = 0, headers } = response;
  if (statusCode === 409 || statusCode === 416) return new OtherNumbering(detail);
  if (statusCode === 401 || statusCode === 403) {
    const words = `${detail}: give the right token with --token @FILE or PICAM_TOKEN`;
    return new OpenError(words, { isFinal: true });
  }
  const seconds = Number(headers["retry-after"]);
  return new OpenError(detail, {
    isFinal: !passing.has(statusCode),
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
  });
}

/** The body's bytes as a pipe; nothing can be written to it. */
function responsePipe(response: IncomingMessage, socket: Socket): Pipe {
  const { remoteAddress, remotePort, localAddress } = socket;
  return {
    remote: remoteAddress === undefined ? "" : `${remoteAddress}:${remotePort}`,
    ends: { remoteAddress, localAddress },
    open(listener): void {
      response.on("error", () => {}); // cut off: "close" follows and says all there is to do
      response.on("data", (bytes: Uint8Array<ArrayBuffer>) => {
        listener.onBytes(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
      });
      response.on("close", () => listener.onClose(false)); // broken or not: it is dialled again
    },
    write: () => false,
    setReading: (on) => void (on ? response.resume() : response.pause()),
    end: () => void socket.destroy(),
    destroy: () => void socket.destroy(),
  };
}
