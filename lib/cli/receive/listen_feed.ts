import { type ReceiveSettings, UsageError } from "../../config/mod.ts";
import type { NowUs, Policy } from "../../frame/mod.ts";
import type { Logger } from "../../observe/mod.ts";
import { PushListener } from "../../receive/mod.ts";
import { loadServerTls, newToken, readToken, StateFolder } from "../../session/mod.ts";
import { reachableHost } from "../announce.ts";
import { agent } from "../version.ts";

/** What waiting for cameras needs beside the settings. */
export interface ListenParts {
  /** What a camera does when this side falls behind. */
  readonly policy: Policy;
  /** This side's clock. */
  readonly nowUs: NowUs;
  /** Where frames go. */
  readonly targets: readonly string[];
  /** Told where it listens, and what is odd. */
  readonly log: Logger;
  /** Shows a line to whoever sits at the terminal, and to nobody else; nothing where nobody does. */
  readonly show: ((line: string) => void) | undefined;
}

const tokenFile = "push-token";

/**
 * Waits for cameras that dial out.
 *
 * @throws {UsageError} where the port, a token or a certificate cannot be had.
 */
export async function openListenFeed(
  settings: ReceiveSettings,
  parts: ListenParts,
): Promise<PushListener> {
  const { host, listenPort, from, open } = settings;
  const { policy, nowUs, targets, log } = parts;
  const openFolder = (): StateFolder => StateFolder.of(Deno.env);
  const token = open ? undefined : pushToken(settings, { openFolder, log });
  const tls = await loadServerTls(settings.tls, { openFolder, nowMs: () => Date.now() });
  for (const warning of tls?.warnings ?? []) log.warn(warning);
  const listener = await PushListener.start({
    host,
    port: typeof listenPort === "number" ? listenPort : 0,
    tls,
    agent,
    token: token?.secret,
    from,
    policy,
    manyCameras: targets.every((target) => target.includes("{name}")),
    nowUs,
  }).catch((error) => {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  });
  log.info("listening for cameras", { host, port: listener.port });
  if (open) log.warn("whoever reaches this port may push: --open waives the token");
  if (token?.path !== undefined) log.info("cameras need the token in", { file: token.path });
  if (tls !== undefined) log.info("TLS", { sha256: tls.fingerprint });
  parts.show?.(recipe({ settings, port: listener.port, token, pin: tls?.fingerprint }));
  return listener;
}

interface PushToken {
  readonly secret: string;
  readonly path?: string | undefined;
}

/** The one that was given, else one that is made once and kept. */
function pushToken(
  { token }: ReceiveSettings,
  { openFolder, log }: { readonly openFolder: () => StateFolder; readonly log: Logger },
): PushToken {
  if (token !== undefined) {
    const { secret, path, warnings } = readToken(token, "--token");
    for (const warning of warnings) log.warn(warning);
    return { secret, path };
  }
  try {
    const { path } = openFolder().keep(tokenFile, () => `${newToken()}\n`);
    return { secret: readToken({ kind: "file", path }, "--token").secret, path };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn(`the token for cameras cannot be kept and is another at each start: ${reason}`);
    return { secret: newToken() };
  }
}

/** What to type on the camera. The token is shown to the terminal alone. */
function recipe(
  { settings, port, token, pin }: {
    readonly settings: ReceiveSettings;
    readonly port: number;
    readonly token: PushToken | undefined;
    readonly pin: string | undefined;
  },
): string {
  const scheme = pin === undefined ? "tcp" : "tls";
  const url = `${scheme}://${reachableHost(settings.host)}:${port}`;
  const trust = pin === undefined ? "" : ` --pin ${pin}`;
  if (token === undefined) return `\nOn the camera: picam --push ${url}${trust}\n`;
  return `\nOn the camera: picam --push ${url}${trust} --push-token @FILE\n` +
    `where FILE holds: ${token.secret}\n`;
}
