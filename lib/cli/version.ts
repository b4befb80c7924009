/** This program's version; a test holds it to that of `deno.json`. */
export const version = "0.1.0";

/** What this program calls itself to others. */
export const agent: string = `picam/${version}`;
