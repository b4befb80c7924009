import type { Kind } from "./kind.ts";

/** Whether a listening side speaks TLS, and as whom. */
export type TlsSetting =
  | {
    /** It does not. */
    readonly kind: "off";
  }
  | {
    /** By a certificate that picam makes once and keeps. */
    readonly kind: "self-signed";
  }
  | {
    /** By a certificate of the user's. */
    readonly kind: "files";
    /** Path of the certificate, or of a chain of them, as PEM. */
    readonly certificatePath: string;
    /** Path of its key, as PEM. */
    readonly keyPath: string;
  };

/** What `--tls` takes. */
export const tlsKind: Kind<TlsSetting> = {
  placeholder: "HOW",
  allowed: "off, self-signed, or two files CERT.pem,KEY.pem",
  range: "",
  choices: ["off", "self-signed"],
  parse: (text) => {
    if (text === "off" || text === "self-signed") return { kind: text };
    const [, certificatePath, keyPath] = /^(\P{Cc}{1,4096}),(\P{Cc}{1,4096})$/u.exec(text) ?? [];
    if (certificatePath === undefined || keyPath === undefined) return undefined;
    return keyPath.includes(",") || certificatePath.includes(",")
      ? undefined
      : { kind: "files", certificatePath, keyPath };
  },
  format: (tls) => tls.kind === "files" ? `${tls.certificatePath},${tls.keyPath}` : tls.kind,
};

/**
 * What `--pin` takes: the SHA-256 of a certificate in hexadecimal, with or without colons. The value
 * is as `node:tls` has it in `fingerprint256`: upper case, with colons.
 */
export const pinKind: Kind<string> = {
  placeholder: "SHA256",
  allowed:
    "the SHA-256 fingerprint of a certificate: 64 hexadecimal digits, with or without colons",
  range: "",
  parse: (text) => {
    const bare = text.replace(/^sha-?256[:=/ ]+/i, "");
    if (!/^[0-9a-f]{64}$|^([0-9a-f]{2}:){31}[0-9a-f]{2}$/i.test(bare)) return undefined;
    return bare.replaceAll(":", "").toUpperCase().match(/../g)?.join(":");
  },
  format: (value) => value,
};
