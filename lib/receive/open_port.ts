import type { Server } from "node:net";

/** Begins to listen. @throws {Error} with the reason in words, and what to do. */
export function openPort(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error): void =>
      reject(new Error(explain(error, { host, port }), { cause: error }));
    server.once("error", refuse);
    server.listen({ host, port }, () => {
      server.off("error", refuse);
      resolve();
    });
  });
}

function explain(
  error: Error & { code?: string },
  { host, port }: { host: string; port: number },
): string {
  const where = `Cannot listen on ${host} port ${port} (--listen)`;
  const words = `${error.code ?? ""} ${error.message}`;
  if (/EADDRINUSE|AddrInUse|in use/i.test(words)) {
    return `${where}: another program has the port. Stop that one, or choose another`;
  }
  if (/EACCES|permission/i.test(words)) {
    return `${where}: ports below 1024 need a privilege. Choose one above`;
  }
  if (/EADDRNOTAVAIL|AddrNotAvailable|ENOTFOUND|resolve/i.test(words)) {
    return `${where}: this machine has no such address. Use --host 0.0.0.0`;
  }
  return `${where}: ${error.message}`;
}
