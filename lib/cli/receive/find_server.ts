import { type PicamUrl, UsageError } from "../../config/mod.ts";
import type { Logger } from "../../observe/mod.ts";
import { discover, type DiscoverOptions, type FoundPicam } from "../../session/mod.ts";

const lookMs = 3000;

/** How a server is looked for. */
export interface SearchOptions {
  /** After so many looks in vain it is given up; 0 is never. */
  readonly attempts: number;
  /** Told what is found. */
  readonly log: Logger;
  /** Ends the search. */
  readonly signal: AbortSignal;
  /** Looks once; the local network unless a test hands in its own. */
  readonly look?: (options: DiscoverOptions) => Promise<readonly FoundPicam[]>;
}

/** No server was found; says what to do. */
export class NoServerError extends Error {
  /** The class's name. */
  override readonly name = "NoServerError";
}

const remedy = "Is it running, and on the same network? Else give its URL, as tcp://PI:5000";

/**
 * Finds the only picam on the local network. Spec: cli, receive.
 *
 * @returns where it is; nothing where the signal ended the search.
 * @throws {UsageError} where there are several: it lists them.
 * @throws {NoServerError} where there is none, or the network cannot be asked.
 */
export async function findServer(options: SearchOptions): Promise<PicamUrl | undefined> {
  const { attempts, log, signal, look = discover } = options;
  const fault = log.fault("warn");
  log.info("looking for picam on the local network");
  for (let looks = 1; !signal.aborted; looks++) {
    const found = await look({ timeoutMs: lookMs, signal }).catch((error) => {
      throw new NoServerError(error instanceof Error ? error.message : String(error));
    });
    if (signal.aborted) break;
    const [only, ...others] = found.flatMap((each) => urlOf(each) ?? []);
    if (only !== undefined && others.length === 0) {
      fault.clear("found");
      log.info("taking the only one", { url: only.href });
      return only;
    }
    if (only !== undefined) throw severalError(found);
    if (looks === attempts) throw new NoServerError(`No picam answers on this network. ${remedy}`);
    fault.raise(`no picam answers on this network, looking on. ${remedy}`);
  }
  return undefined;
}

function severalError(found: readonly FoundPicam[]): UsageError {
  const list = found.flatMap((each) => {
    const url = urlOf(each);
    return url === undefined ? [] : [`  ${url.href}  ${each.name}`];
  });
  return new UsageError(
    `There are ${list.length} picams on this network: say which by its URL\n${list.join("\n")}`,
  );
}

/** The best way to receive from it; nothing where it offers none. */
function urlOf({ host, ports, tls }: FoundPicam): PicamUrl | undefined {
  const shown = host.includes(":") ? `[${host}]` : host;
  if (ports.tcp !== undefined) {
    const href = `${tls ? "tls" : "tcp"}://${shown}:${ports.tcp}`;
    return { protocol: "wire", host, port: ports.tcp, tls, href };
  }
  if (ports.http !== undefined) {
    const href = `${tls ? "https" : "http"}://${shown}:${ports.http}/ws`;
    return { protocol: "websocket", host, port: ports.http, tls, href };
  }
  if (ports.raw === undefined) return undefined;
  const href = `tcp+raw://${shown}:${ports.raw}`;
  return { protocol: "raw", host, port: ports.raw, tls: false, href };
}
