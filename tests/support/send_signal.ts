/**
 * Sends a signal to a program that may end by itself in this very moment: whoever waits for it hears how it ended.
 */
export function sendSignal(process: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    process.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // TypeError: it has ended
  }
}
