/** Stand-in for `@std/cli`: see `../README.md`. @module */
export {};
