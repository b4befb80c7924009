/** The program's exit codes. Spec: cli, *exit*. */
export const exitCode = {
  /** Done, or stopped by SIGINT or SIGTERM. */
  done: 0,
  /** The server refused what `--mode control` asked for. */
  refused: 1,
  /** Usage or configuration. */
  usage: 2,
  /** No connection could be had, or it was given up. */
  unreachable: 3,
  /** The stream was damaged or has a hole that the policy forbids. */
  damaged: 4,
  /** The output could not be written. */
  output: 5,
  /** The camera program is not installed, or a limited stream cannot be had. */
  camera: 6,
} as const;
