import type { Server } from "node:net";

/** A port cannot be listened on; the message names the flag and the remedy. */
export class ListenError extends Error {
  /** The class's name. */
  override readonly name = "ListenError";
}

/** Begins to listen. @throws {ListenError} with the reason in words. */
export function listen(
  server: Server,
  options: { readonly host: string; readonly port: number; readonly flag: string },
): Promise<void> {
  const { host, port, flag } = options;
  return new Promise((resolve, reject) => {
    const refuse = (error: Error & { code?: string }): void =>
      reject(new ListenError(explain(error, { host, port, flag })));
    server.once("error", refuse);
    // 511 is Node's own backlog; given, because a thousand clients may come at once.
    server.listen({ host, port, backlog: 1024 }, () => {
      server.off("error", refuse);
      resolve();
    });
  });
}

function explain(
  error: Error & { code?: string },
  { host, port, flag }: { host: string; port: number; flag: string },
): string {
  const where = `Cannot listen on ${host} port ${port} (${flag})`;
  if (/EADDRINUSE|AddrInUse|in use/i.test(`${error.code} ${error.message}`)) {
    return `${where}: another program has the port. Stop that one (\`ss -ltnp\` names it), or ` +
      `choose another with ${flag}; 0 turns it off`;
  }
  if (/EACCES|permission/i.test(`${error.code} ${error.message}`)) {
    return `${where}: ports below 1024 need a privilege. Choose one above with ${flag}`;
  }
  if (/EADDRNOTAVAIL|AddrNotAvailable|ENOTFOUND|resolve/i.test(`${error.code} ${error.message}`)) {
    return `${where}: this machine has no such address. See \`ip address\`, or use --host 0.0.0.0`;
  }
  return `${where}: ${error.message}`;
}
