/** What a server proves itself with. */
export interface ServerTls {
  /** Certificate, and those up to the one that clients know, in PEM. */
  readonly cert: string;
  /** The certificate's private key in PEM: never to be logged. */
  readonly key: string;
  /** SHA-256 of the certificate, upper-case hexadecimal with colons: what clients pin. */
  readonly fingerprint: string;
}

/** Options of `node:tls` and `node:https` for a server that proves itself so. */
export function serverTlsOptions(
  { cert, key }: ServerTls,
): { cert: string; key: string; minVersion: "TLSv1.2" } {
  return { cert, key, minVersion: "TLSv1.2" };
}
