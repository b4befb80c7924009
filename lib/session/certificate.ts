import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";

/** A certificate and its key that belong together and can be used. */
export interface Certificate {
  /** Certificate, and those up to the one that clients know, in PEM. */
  readonly cert: string;
  /** Its private key in PEM: never to be logged. */
  readonly key: string;
  /** SHA-256, upper-case hexadecimal with colons. */
  readonly fingerprint: string;
  /** When it begins to be valid, Unix ms. */
  readonly validFromMs: number;
  /** When it ends to be, Unix ms. */
  readonly validToMs: number;
}

/** Where a certificate and its key came from, for messages. */
export interface CertificatePaths {
  /** The certificate's file. */
  readonly cert: string;
  /** The key's. */
  readonly key: string;
}

/**
 * Reads a certificate and its key, and checks that they belong together.
 * @param pem What the files hold.
 * @param paths Names of the files, for messages.
 * @throws {TypeError} that says which file is wrong and what would be right; shows nothing of them.
 */
export function parseCertificate(
  pem: { readonly cert: string; readonly key: string },
  paths: CertificatePaths,
): Certificate {
  const certificate = parseCert(pem.cert, paths.cert);
  const key = parseKey(pem.key, paths.key);
  if (!isKeyOf(key, certificate)) {
    throw new TypeError(`The key in ${paths.key} is not that of the certificate in ${paths.cert}`);
  }
  return {
    ...pem,
    fingerprint: certificate.fingerprint256,
    validFromMs: Date.parse(certificate.validFrom),
    validToMs: Date.parse(certificate.validTo),
  };
}

/** Whether both have the same public key. */
function isKeyOf(key: KeyObject, certificate: X509Certificate): boolean {
  const form = { type: "spki", format: "der" } as const;
  const [own, certified] = [createPublicKey(key), certificate.publicKey];
  return Buffer.compare(own.export(form), certified.export(form)) === 0;
}

function parseCert(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    const remedy = /PRIVATE KEY/.test(pem)
      ? "a key; the certificate comes first"
      : "something else";
    throw new TypeError(`${path} must hold a certificate in PEM, and holds ${remedy}`);
  }
}

function parseKey(pem: string, path: string): KeyObject {
  if (/ENCRYPTED/.test(pem)) {
    throw new TypeError(
      `The key in ${path} has a passphrase, which picam cannot ask for: write one without by ` +
        `openssl pkey -in ${path} -out KEY.pem`,
    );
  }
  try {
    return createPrivateKey(pem);
  } catch {
    throw new TypeError(`${path} must hold a private key in PEM, and holds something else`);
  }
}
