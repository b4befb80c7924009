import { Buffer } from "node:buffer";

/** What a certificate is made for. */
export interface SelfSignedOptions {
  /** Host names that it is valid for. */
  readonly hostNames: readonly string[];
  /** Addresses that it is valid for. */
  readonly addresses: readonly string[];
  /** From when on it is valid. */
  readonly validFrom: Date;
  /** Until when. */
  readonly validTo: Date;
}

/**
 * Makes a key (ECDSA, P-256) and a certificate that it signs itself, for a server. It is no CA:
 * who trusts it trusts this server and nobody else, and some clients refuse a CA as a server's.
 * Spec: RFC 5280 4.1, 4.2.1.
 *
 * Loads its package, which takes a while, when it is called: who needs no certificate pays nothing.
 * @returns both in PEM.
 */
export async function makeSelfSigned(
  options: SelfSignedOptions,
): Promise<{ cert: string; key: string }> {
  await import("reflect-metadata"); // the package after it needs it to be there
  const x509 = await import("@peculiar/x509");
  const signingAlgorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(signingAlgorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=picam on ${(options.hostNames[0] ?? "").replace(/[^\w.-]/g, "") || "localhost"}`,
    notBefore: options.validFrom,
    notAfter: options.validTo,
    signingAlgorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...options.hostNames.map((value) => ({ type: "dns" as const, value })),
        ...options.addresses.map((value) => ({ type: "ip" as const, value })),
      ]),
    ],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: `${certificate.toString("pem")}\n`, key: toPem(new Uint8Array(key)) };
}

function toPem(der: Uint8Array): string {
  const lines = Buffer.from(der).toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
}
