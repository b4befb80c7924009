/** HTTP requests byte by byte, as no well-behaved client sends them. @module */

/**
 * Sends one request and reads until the server closes. An answer that comes before the whole request
 * is sent ends the sending.
 *
 * @param url Where.
 * @param request `METHOD target`.
 * @param headers Lines without their ends; `Host` is added unless given.
 * @param body What follows.
 * @returns The whole answer; empty where there is none.
 */
export async function ask(
  url: string,
  request: string,
  headers: readonly string[] = [],
  body = "",
): Promise<string> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = [
    `${request} HTTP/1.1`,
    ...(headers.some((line) => line.startsWith("Host:")) ? [] : ["Host: 127.0.0.1"]),
    ...headers,
    ...(body === "" ? [] : [`Content-Length: ${new TextEncoder().encode(body).length}`]),
    "Connection: close",
  ];
  const sending = new Response(`${lines.join("\r\n")}\r\n\r\n${body}`).bytes()
    .then((bytes) => sendAll(connection, bytes));
  const answer = await readAll(connection);
  await sending;
  return answer;
}

/** Its status code; NaN where there is none. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}

/** One of its headers. */
export function header(answer: string, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}: ([^\\r]*)\\r\\n`, "i").exec(answer)?.[1];
}

async function sendAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  try {
    for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
  } catch (error) {
    if (!isEnd(error)) throw error;
  }
}

async function readAll(connection: Deno.TcpConn): Promise<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65_536);
  let text = "";
  try {
    for (let size = await connection.read(buffer); size !== null;) {
      text += decoder.decode(buffer.subarray(0, size), { stream: true });
      size = await connection.read(buffer);
    }
  } catch (error) {
    if (!isEnd(error)) throw error;
  }
  return text;
}

/** A server may answer and close before it has read everything. */
function isEnd(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.ConnectionAborted;
}
