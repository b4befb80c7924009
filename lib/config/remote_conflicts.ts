import { calls, type GivenValues } from "./given.ts";
import type { ReceiveSettings } from "./receive_settings.ts";
import { checkRecording } from "./recording_conflicts.ts";
import type { RemoteSettings } from "./remote_settings.ts";
import type { ControlSettings } from "./settings.ts";
import { UsageError } from "./usage_error.ts";
import type { PicamUrl } from "./url_kind.ts";

/**
 * Checks what it takes to reach a server.
 *
 * @param settings The settings.
 * @param given What was given, and where.
 * @throws {UsageError} That names both sides of a conflict.
 */
export function checkRemote(settings: RemoteSettings, given: GivenValues): void {
  const { url, pin, caPath, token } = settings;
  if (pin !== undefined && caPath !== undefined) {
    throw new UsageError("--pin and --ca both say whom TLS trusts: give one of them");
  }
  const tlsName = pin !== undefined ? "pin" : "ca";
  const wantsTls = pin !== undefined || caPath !== undefined;
  if (wantsTls && url !== undefined && !url.tls) {
    const secure = url.protocol === "raw" ? "" : `: did you mean ${withTls(url)}?`;
    throw new UsageError(
      `${nameOf(tlsName, given)} needs TLS, and the URL is ${url.href}${secure}`,
    );
  }
  if (url?.protocol === "raw" && token !== undefined && isFlag("token", given)) {
    throw new UsageError(`--token is for servers that ask for one, and ${url.href} cannot`);
  }
}

/**
 * Checks what only receiving has.
 *
 * @param settings The settings.
 * @param given What was given, and where.
 * @throws {UsageError} That names both sides of a conflict.
 */
export function checkReceiving(settings: ReceiveSettings, given: GivenValues): void {
  if (settings.listenPort === undefined) checkDialling(settings, given);
  else checkListening(settings, given);
  checkRecording({ ...settings, patterns: settings.outputs, flag: "--output" });
  checkDeveloping(settings, given);
  checkRemote(settings, given);
}

/** Flags for pictures that nobody makes; environment and file may hold them for another time. */
function checkDeveloping({ isp, outputs }: ReceiveSettings, given: GivenValues): void {
  const hasPng = outputs.some((output) => output.endsWith(".png")) || (isp && outputs.length === 0);
  const strayPng = ["png-depth", "png-compression"].find((name) => isFlag(name, given));
  if (strayPng !== undefined && !hasPng) {
    throw new UsageError(`--${strayPng} is for pictures, and no --output ends with .png`);
  }
  const stray = ["isp-profile", "isp-quality"].find((name) => isFlag(name, given));
  if (stray === undefined || isp || hasPng) return;
  throw new UsageError(`--${stray} is for RAW frames that are developed, and needs --isp`);
}

/**
 * Checks that requests can be made where the URL says.
 *
 * @throws {UsageError} Where they cannot.
 */
export function checkControl({ url }: ControlSettings): void {
  if (url.protocol === "wire" || url.protocol === "websocket") return;
  throw new UsageError(
    `URL must be tcp://, tls://, http:// or https:// without a path, is ${url.href}: there is no ` +
      "way to command over the bare stream",
  );
}

/** The flags that mean nothing without `--listen`; environment and file may hold them for another mode. */
function checkDialling({ url, from, policy }: ReceiveSettings, given: GivenValues): void {
  const stray = ["open", "host", "tls"].find((name) => isFlag(name, given));
  if (stray !== undefined) {
    throw new UsageError(`--${stray} is for cameras that dial in, and needs --listen PORT`);
  }
  if (url?.protocol !== "raw") return;
  const look = from.kind === "live" ? undefined : "--from";
  const flag = look ?? (policy === "gapless" ? "--policy gapless" : undefined);
  if (flag === undefined) return;
  throw new UsageError(`${flag} needs a server that can look back, and ${url.href} is always live`);
}

function checkListening(settings: ReceiveSettings, given: GivenValues): void {
  const { url, listenPort, open, token } = settings;
  if (url !== undefined) {
    throw new UsageError(
      `${nameOf("listen", given)} ${listenPort} waits for cameras, ${nameOf("url", given)} ` +
        `${url.href} dials one: give one of them`,
    );
  }
  if (open && token !== undefined) {
    throw new UsageError(
      `${nameOf("open", given)} waives the token that ${
        nameOf("token", given)
      } gives: give one of ` +
        "them",
    );
  }
  const stray = ["pin", "ca", "reconnect-attempts", "reconnect-delay"].find((name) =>
    isFlag(name, given)
  );
  if (stray === undefined) return;
  throw new UsageError(`--${stray} is for a URL that is dialled, and --listen waits for cameras`);
}

function withTls({ href }: PicamUrl): string {
  return href.replace(/^tcp/, "tls").replace(/^http/, "https");
}

function isFlag(name: string, given: GivenValues): boolean {
  return given.get(name)?.origin.kind === "flag";
}

function nameOf(name: string, given: GivenValues): string {
  return calls(name, given.get(name)?.origin ?? { kind: "flag" });
}
