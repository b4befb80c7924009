import { isIP } from "node:net";
import { type TlsSetting, UsageError } from "../config/mod.ts";
import { plainAddress } from "./address.ts";
import { type Certificate, parseCertificate } from "./certificate.ts";
import { makeSelfSigned } from "./self_signed.ts";
import type { ServerTls } from "./server_tls.ts";
import { exposure, readSmallFile, type StateFolder, writeSecret } from "./state_folder.ts";

const dayMs = 86_400_000;
const selfSignedDays = 20 * 365;
/** So long before its end the user's own certificate is spoken of, and ours is made anew. */
const noticeDays = 30;
/** Before picam was; a Pi without a clock starts in the past and must find it valid all the same. */
const selfSignedFromMs = Date.UTC(2024, 0, 1);

/** What a certificate is loaded, or made, with. */
export interface LoadTlsOptions {
  /** Finds the folder that keeps a certificate of our own; called only for one. */
  readonly openFolder: () => StateFolder;
  /** The wall clock, Unix ms. */
  readonly nowMs: () => number;
  /** What this machine is called; asked for only where a certificate is made. */
  readonly names?: () => MachineNames;
}

/** What a machine is called. */
export interface MachineNames {
  /** Host names. */
  readonly hostNames: readonly string[];
  /** Addresses. */
  readonly addresses: readonly string[];
}

/** A server's TLS, and what whoever runs picam should know about it. */
export interface LoadedTls extends ServerTls {
  /** Where the certificate is, for clients to be given it. */
  readonly path: string;
  /** Whether picam made it just now. */
  readonly isNew: boolean;
  /** What to warn of, in sentences. */
  readonly warnings: readonly string[];
}

/**
 * Gets what a server proves itself with, as `--tls` says. A certificate of our own is made once and
 * kept until its end is near, also when the machine gets other names: clients pin it.
 * @returns nothing for `off`.
 * @throws {UsageError} that names the file, what is wrong with it and what would be right.
 */
export async function loadServerTls(
  setting: TlsSetting,
  options: LoadTlsOptions,
): Promise<LoadedTls | undefined> {
  switch (setting.kind) {
    case "off":
      return undefined;
    case "self-signed":
      return await loadOwn(options);
    case "files":
      return loadGiven({ cert: setting.certificatePath, key: setting.keyPath }, options.nowMs());
  }
}

interface Paths {
  readonly cert: string;
  readonly key: string;
}

function loadGiven(paths: Paths, nowMs: number): LoadedTls {
  const certificate = refuse("--tls", () =>
    parseCertificate({
      cert: readPem(paths.cert),
      key: readPem(paths.key),
    }, paths));
  const days = Math.floor((certificate.validToMs - nowMs) / dayMs);
  if (days < 0) {
    const end = new Date(certificate.validToMs).toISOString().slice(0, 10);
    throw new UsageError(
      `--tls: the certificate in ${paths.cert} ended on ${end}: renew it` +
        (days < -3650 ? ", or set this machine's clock" : ""),
    );
  }
  const warnings = [exposure(paths.key)].filter((warning) => warning !== undefined);
  if (days < noticeDays) {
    warnings.push(`The certificate in ${paths.cert} ends in ${days} days: renew it, then restart`);
  }
  if (certificate.validFromMs > nowMs) {
    warnings.push(
      `The certificate in ${paths.cert} is not valid yet: is this machine's clock right?`,
    );
  }
  return { ...certificate, path: paths.cert, isNew: false, warnings };
}

async function loadOwn({ openFolder, nowMs, names = machineNames }: LoadTlsOptions): Promise<
  LoadedTls
> {
  const folder = openFolder();
  const paths = { cert: `${folder.path}/tls/certificate.pem`, key: `${folder.path}/tls/key.pem` };
  const found = findOwn(paths, nowMs());
  if (typeof found === "object") {
    const warning = exposure(paths.key);
    const warnings = warning === undefined ? [] : [warning];
    return { ...found, path: paths.cert, isNew: false, warnings };
  }
  const pem = await makeSelfSigned({
    ...names(),
    validFrom: new Date(selfSignedFromMs),
    validTo: new Date(Math.max(nowMs(), selfSignedFromMs) + selfSignedDays * dayMs),
  });
  refuse(
    "--tls self-signed: the certificate cannot be kept",
    () => keepOwn(folder, { ...pem, replaced: found }),
  );
  // Who started at the same time may have been first: what is in the folder counts, for both.
  const certificate = findOwn(paths, nowMs());
  if (typeof certificate !== "object") {
    throw new UsageError(`--tls self-signed: ${certificate ?? `${paths.cert} is gone`}`);
  }
  const warnings = found === undefined ? [] : [
    `${found}: there is a new one, and clients that pinned the old one must be told its fingerprint`,
  ];
  return { ...certificate, path: paths.cert, isNew: certificate.cert === pem.cert, warnings };
}

/** @returns the certificate; why it cannot be used; nothing where there is none. */
function findOwn(paths: Paths, nowMs: number): Certificate | string | undefined {
  try {
    const cert = readSmallFile(paths.cert);
    const key = readSmallFile(paths.key);
    if (cert === undefined && key === undefined) return undefined;
    const certificate = parseCertificate({ cert: cert ?? "", key: key ?? "" }, paths);
    if (certificate.validToMs - nowMs > noticeDays * dayMs) return certificate;
    return `The certificate in ${paths.cert} is near its end`;
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw new UsageError(`--tls self-signed: ${paths.cert} cannot be read: ${wordsOf(error)}`);
  }
}

/** Puts both files there in one step: never is there a certificate with the key of another. */
function keepOwn(
  folder: StateFolder,
  { replaced, ...pem }: { cert: string; key: string; replaced: string | undefined },
): void {
  folder.create();
  const draft = Deno.makeTempDirSync({ dir: folder.path, prefix: "tls-" });
  writeSecret(`${draft}/key.pem`, pem.key);
  writeSecret(`${draft}/certificate.pem`, pem.cert);
  const place = `${folder.path}/tls`;
  const unusable = `${draft}-unusable`;
  try {
    if (replaced !== undefined) Deno.renameSync(place, unusable);
    Deno.renameSync(draft, place);
  } catch (error) {
    // Whoever started at the same time was first: its certificate is there, and is taken.
    if (readSmallFile(`${place}/certificate.pem`) === undefined) throw error;
    Deno.removeSync(draft, { recursive: true });
  }
  if (replaced !== undefined) Deno.removeSync(unusable, { recursive: true });
}

function readPem(path: string): string {
  const text = readSmallFile(path);
  if (text === undefined) throw new TypeError(`there is no file ${path}`);
  return text;
}

/** Runs what fails for a reason that the user can mend. */
function refuse<Result>(introduction: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw new UsageError(`${introduction}: ${wordsOf(error)}`);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Names by which clients may reach this machine. */
function machineNames(): MachineNames {
  const host = Deno.hostname().toLowerCase();
  const isName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(host);
  const own = !isName ? [] : host.includes(".") ? [host] : [host, `${host}.local`];
  const addresses = Deno.networkInterfaces().map(({ address }) => plainAddress(address));
  return {
    hostNames: [...new Set([...own, "localhost"])],
    addresses: [...new Set(["127.0.0.1", "::1", ...addresses])].filter((each) => isIP(each) !== 0),
  };
}
