/** Stand-in for `@std/cli`: see `../README.md`. @module */
export { type Args, parseArgs, type ParseOptions } from "./parse_args.ts";
