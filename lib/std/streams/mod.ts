/** Stand-in for `@std/streams`: see `../README.md`. @module */
export { TextLineStream, type TextLineStreamOptions } from "./text_line_stream.ts";
export { toArrayBuffer, toText } from "./whole.ts";
