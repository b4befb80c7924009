import { checkRecordedCodec } from "./codec_conflicts.ts";
import type { GivenValues } from "./given.ts";
import { checkRecording } from "./recording_conflicts.ts";
import type { ServeSettings } from "./serve_settings.ts";
import type { TokenSetting } from "./token_kind.ts";
import { warnOfTokens } from "./token_warnings.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Checks what only serving has.
 *
 * @param settings The settings.
 * @param given What was given, and where.
 * @returns What is given to no effect or is dangerous, in words.
 * @throws {UsageError} That names both sides of a conflict.
 */
export function checkServing(settings: ServeSettings, given: GivenValues): string[] {
  checkAnyWay(settings);
  checkLimits(settings);
  checkOnDemand(settings);
  checkPush(settings, given);
  checkTokens(settings);
  checkRecordedCodec(settings);
  checkRecording({ ...settings, patterns: settings.recordPatterns, flag: "--record" });
  return [...onDemandWithoutEffect(settings), ...warnOfTokens(given, "serve")];
}

/** Somebody must be able to get the pictures. */
function checkAnyWay(settings: ServeSettings): void {
  const { httpPort, tcpPort, rawPort, pushUrls, recordPatterns } = settings;
  if ([httpPort, tcpPort, rawPort].some((port) => port !== 0)) return;
  if (pushUrls.length > 0 || recordPatterns.length > 0) return;
  throw new UsageError(
    "--http-port, --tcp-port and --raw-port are all 0: nobody could watch; set one",
  );
}

/** Limits need a camera to limit. */
function checkLimits({ source, frames, durationMs }: ServeSettings): void {
  if (source.kind !== "ring" || (frames === undefined && durationMs === undefined)) return;
  throw new UsageError(
    `--${frames === undefined ? "duration" : "frames"} limits a camera, and --source ring: has ` +
      "none: give it to the picam that writes the ring",
  );
}

function checkOnDemand({ onDemandMs, source }: ServeSettings): void {
  if (onDemandMs === undefined || (source.kind !== "ring" && source.kind !== "stdin")) return;
  throw new UsageError(
    source.kind === "ring"
      ? "--on-demand starts and stops a camera, and --source ring: has none: give it to the picam " +
        "that writes the ring"
      : "--on-demand starts and stops a camera, and --source stdin cannot be started again",
  );
}

function onDemandWithoutEffect(settings: ServeSettings): string[] {
  const { onDemandMs, pushUrls, recordPatterns } = settings;
  if (onDemandMs === undefined || pushUrls.length + recordPatterns.length === 0) return [];
  const holder = recordPatterns.length > 0 ? "--record" : "--push";
  return [`--on-demand without effect: ${holder} needs the camera all the time`];
}

function checkPush({ pushUrls, pushToken, pin, caPath }: ServeSettings, given: GivenValues): void {
  if (pin !== undefined && caPath !== undefined) {
    throw new UsageError("--pin and --ca both say whom TLS trusts: give one of them");
  }
  const tlsFlag = pin !== undefined ? "pin" : caPath !== undefined ? "ca" : undefined;
  const isFlag = (name: string) => given.get(name)?.origin.kind === "flag";
  if (pushUrls.length === 0 && pushToken !== undefined && isFlag("push-token")) {
    throw new UsageError("--push-token is for receivers, and there is no --push");
  }
  // Environment and file may hold them for another mode.
  if (tlsFlag === undefined || !isFlag(tlsFlag) || pushUrls.some(({ tls }) => tls)) return;
  throw new UsageError(`--${tlsFlag} is for --push tls://…, and there is none`);
}

/** Whoever may watch could otherwise command. */
function checkTokens({ viewToken, controlToken }: ServeSettings): void {
  if (viewToken === undefined || controlToken === undefined) return;
  if (idOf(viewToken) !== idOf(controlToken)) return;
  throw new UsageError(
    "--view-token and --control-token are the same: whoever watches could command; take two",
  );
}

function idOf(token: TokenSetting): string {
  return token.kind === "file" ? `@${token.path}` : token.secret.reveal();
}
