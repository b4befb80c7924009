import { isIP, type Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { UsageError } from "../config/mod.ts";
import { readSmallFile } from "./state_folder.ts";

/** What a client takes for proof that it speaks with the right server. */
export interface TlsTrust {
  /** SHA-256 of the certificate that it must show: upper-case hexadecimal with colons. */
  readonly pin?: string | undefined;
  /** Certificates that it must be signed by, in PEM; the system's without. */
  readonly ca?: string | undefined;
}

/**
 * The server did not prove to be the right one: trying again changes nothing. The message says what
 * was seen, and what to do.
 */
export class UntrustedError extends Error {
  /** The class's name. */
  override readonly name = "UntrustedError";
}

/**
 * Reads what a client trusts, as `--pin` and `--ca` say.
 * @throws {UsageError} where the file cannot be read or holds no certificate.
 */
export function loadTlsTrust(
  { pin, caPath }: { readonly pin?: string | undefined; readonly caPath?: string | undefined },
): TlsTrust {
  if (caPath === undefined) return { pin };
  const ca = readCa(caPath);
  if (!ca.includes("-----BEGIN CERTIFICATE-----")) {
    throw new UsageError(`--ca ${caPath}: the file must hold certificates in PEM`);
  }
  return { pin, ca };
}

function readCa(path: string): string {
  try {
    const text = readSmallFile(path);
    if (text !== undefined) return text;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--ca ${path}: the file cannot be read (${reason})`);
  }
  throw new UsageError(`--ca ${path}: there is no such file`);
}

/**
 * Makes a connected socket secure: the `secure` of {@linkcode dial}. Nothing is sent through it
 * before the server has proved itself: with a pin, by showing that very certificate, whoever signed
 * it and whatever it is named; else by one that is trusted and has the server's name. With both a
 * pin and CA certificates, by both.
 * @param trust What proves it.
 * @returns a function that resolves with the secure socket; rejects with {@linkcode UntrustedError}
 * where the server does not prove itself, with another error where it does not speak TLS.
 */
export function secureBy(
  trust: TlsTrust,
): (socket: Socket, server: { readonly host: string }) => Promise<Socket> {
  return async (socket, { host }) => {
    const secured = connect({
      socket,
      host,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(trust.ca === undefined ? {} : { ca: trust.ca }),
      minVersion: "TLSv1.2",
      // Not without proof: `prove` looks itself, and can say what it saw.
      rejectUnauthorized: false,
    });
    // For as long as both live: nobody else listens to what is underneath.
    socket.on("error", (error) => void secured.destroy(error));
    try {
      await shakeHands(secured, socket);
      prove(secured, trust);
    } catch (error) {
      secured.destroy();
      throw error;
    }
    return secured;
  };
}

function shakeHands(secured: TLSSocket, socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error?: Error): void => reject(new Error(explain(error), { cause: error }));
    const closed = (): void => fail();
    secured.once("secureConnect", () => {
      secured.off("close", closed);
      socket.off("close", closed);
      resolve();
    });
    // For good: an error may come twice, and before the owner listens; "close" follows it.
    secured.on("error", fail);
    secured.once("close", closed);
    socket.once("close", closed);
  });
}

function explain(error: (Error & { code?: string }) | undefined): string {
  const words = `${error?.code ?? ""} ${error?.message ?? ""}`;
  if (
    error === undefined || /ECONNRESET|hang up|disconnected|EOF|wrong version|corrupt/i.test(words)
  ) {
    return "TLS was not answered. Was picam started with --tls there, and is this the right port?";
  }
  return `TLS failed: ${error.message}`;
}

function prove(secured: TLSSocket, { pin, ca }: TlsTrust): void {
  const seen: string | undefined = secured.getPeerCertificate()?.fingerprint256;
  if (pin !== undefined && seen !== pin) {
    throw new UntrustedError(
      `the server's certificate is not the one of --pin: its SHA-256 is ${seen ?? "not known"}. ` +
        "Only if picam prints that same one where it runs, --pin it; else somebody is in between",
    );
  }
  if (pin !== undefined && ca === undefined) return;
  if (secured.authorized) return;
  const remedy = ca === undefined
    ? `if picam prints this SHA-256 where it runs, give it as --pin ${seen ?? "SHA256"}`
    : "it must be signed by one in --ca, and have the name that is dialled";
  throw new UntrustedError(
    `the server's certificate is not trusted (${reasonOf(secured)}): ${remedy}`,
  );
}

function reasonOf({ authorizationError }: TLSSocket): string {
  const reason: unknown = authorizationError;
  return reason instanceof Error ? reason.message : String(reason ?? "no reason given");
}
