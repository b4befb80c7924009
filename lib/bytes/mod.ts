/** What is done to bytes whatever they mean. Pure: the browser page imports it too. @module */
export { crc32 } from "./crc32.ts";
export { free } from "./free.ts";
export { fromHex, toHex } from "./hex.ts";
