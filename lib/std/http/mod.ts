/** Stand-in for `@std/http`: see `../README.md`. @module */
export { STATUS_CODE, STATUS_TEXT, type StatusCode, type StatusText } from "./status.ts";
