import type { ServeSettings } from "../config/mod.ts";
import type { Logger } from "../observe/mod.ts";
import {
  Access,
  controlToken,
  type LoadedTls,
  loadServerTls,
  readToken,
  StateFolder,
  type Token,
} from "../session/mod.ts";
import { complain } from "./standard_output.ts";

/** Who is let in, and by what the server proves itself to them. */
export interface Gate {
  /** Who may watch and who may command. */
  readonly access: Access;
  /** What TLS proves itself with, where that is on. */
  readonly tls: LoadedTls | undefined;
}

/**
 * Makes the gate that the settings ask for, and says in the log who is let in.
 * @throws {UsageError} where a token or a certificate cannot be had.
 */
export async function openGate(settings: ServeSettings, log: Logger): Promise<Gate> {
  const openFolder = (): StateFolder => StateFolder.of(Deno.env);
  const view = settings.viewToken && readToken(settings.viewToken, "--view-token");
  const control = controlToken(settings.controlToken, openFolder);
  const tls = await loadServerTls(settings.tls, { openFolder, nowMs: Date.now });
  for (const part of [view, control, tls]) part?.warnings.forEach((words) => log.warn(words));
  tellTokens({ view, control }, log);
  tellTls({ tls, hasViewToken: view !== undefined }, log);
  const access = new Access({
    nowMs: () => performance.now(),
    controlToken: control.secret,
    ...(view === undefined ? {} : { viewToken: view.secret }),
  });
  return { access, tls };
}

function tellTokens({ view, control }: { view: Token | undefined; control: Token }, log: Logger) {
  log.info(
    view === undefined
      ? "viewing is open to this network: loopback, private and link-local addresses"
      : "viewing needs the view token",
  );
  const path = control.path === undefined ? {} : { path: control.path };
  log.info(control.isNew ? "a control token was made" : "commands need the control token", path);
  // Nobody else reads a terminal; a log is read by many.
  if (control.isNew && Deno.stderr.isTerminal()) {
    complain(`\nControl token (kept in ${control.path ?? "memory"}): ${control.secret}\n`);
  }
}

function tellTls(
  { tls, hasViewToken }: { tls: LoadedTls | undefined; hasViewToken: boolean },
  log: Logger,
): void {
  if (tls !== undefined) {
    const words = tls.isNew ? "a certificate was made" : "TLS is on";
    return log.info(words, { path: tls.path, fingerprint: tls.fingerprint });
  }
  const what = hasViewToken ? "tokens and pictures cross" : "the control token crosses";
  log.info(`without --tls ${what} the network in the clear`);
}
