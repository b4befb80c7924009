import type { ControlSettings } from "../config/mod.ts";
import { createClock } from "../observe/mod.ts";
import { RequestError } from "../wire/mod.ts";
import { ControlSession, SessionError } from "./control/control_session.ts";
import { refusalWords } from "./control/refusal.ts";
import { runShell } from "./control/shell.ts";
import { exitCode } from "./exit_code.ts";
import { complain, print } from "./standard_output.ts";
import { onStopSignals } from "./stop_signal.ts";

/**
 * Sends one request and prints the answer as JSON, or keeps a prompt open.
 *
 * @returns the exit code.
 * @throws {UsageError} where a token or certificate cannot be had.
 * @throws {StandardOutputError} where the answer cannot be printed.
 */
export async function control(
  settings: ControlSettings,
  warnings: readonly string[],
): Promise<number> {
  for (const warning of warnings) complain(`picam: ${warning}`);
  const { method, params } = settings;
  const { nowUs } = createClock();
  using stop = onStopSignals();
  const { signal } = stop;
  try {
    if (method === "shell") return await runShell(settings, { nowUs, signal });
    using session = await ControlSession.open(settings, { nowUs, signal, onEvent: () => {} });
    print(JSON.stringify(await session.request(method, params), null, 2));
    return exitCode.done;
  } catch (error) {
    if (signal.aborted) return exitCode.done;
    if (!(error instanceof SessionError) && !(error instanceof RequestError)) throw error;
    if (error instanceof SessionError) {
      complain(`picam: ${error.message}`);
      return exitCode.unreachable;
    }
    complain(`picam: ${refusalWords(error)}`);
    return exitCode.refused;
  }
}
