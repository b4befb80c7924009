/** The program's modes: each reads its settings, builds the parts, joins them, owns the exit code. @module */
export { run } from "./run.ts";
