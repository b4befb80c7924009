import { exitCode } from "./exit_code.ts";

/** What ends the program from outside. */
export interface StopSignal extends Disposable {
  /** Aborts at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** Resolves with the exit code when it does. */
  readonly requested: Promise<number>;
}

/**
 * Turns SIGINT and SIGTERM into a request to stop. A second one does not wait for a clean stop: it
 * ends the program at once, by the exit code that shells give for a signal.
 */
export function onStopSignals(): StopSignal {
  const controller = new AbortController();
  const { promise: requested, resolve } = Promise.withResolvers<number>();
  const numbers = { SIGINT: 2, SIGTERM: 15 } as const;
  const names: (keyof typeof numbers)[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM"];
  const listeners = names.map((name) => {
    const listener = (): void => {
      if (controller.signal.aborted) Deno.exit(128 + numbers[name]);
      controller.abort(name);
      resolve(exitCode.done);
    };
    Deno.addSignalListener(name, listener);
    return { name, listener };
  });
  return {
    signal: controller.signal,
    requested,
    [Symbol.dispose](): void {
      for (const { name, listener } of listeners) Deno.removeSignalListener(name, listener);
    },
  };
}
