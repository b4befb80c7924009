/** Stand-in for `@std/streams`: see `../README.md`. @module */
export {};
