/** Stand-in for `@std/http`: see `../README.md`. @module */
export {};
