/** The program's exit codes. Spec: cli, *exit*. */
export const exitCode = {
  /** Done, or stopped by SIGINT or SIGTERM. */
  done: 0,
  /** Usage or configuration. */
  usage: 2,
  /** The output could not be written. */
  output: 5,
  /** The camera program is not installed, or a limited stream cannot be had. */
  camera: 6,
} as const;
