import { createHash } from "node:crypto";
import { sendBody } from "./answer.ts";
import built from "./page/built.json" with { type: "json" };
import type { Handler, Routes } from "./route.ts";

/** What the page may load: itself and nothing else. Spec: W3C Content Security Policy Level 3. */
const contentSecurityPolicy = [
  "default-src 'none'",
  // WebAssembly counts as a script; it is what develops RAW frames.
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The page's files: path → what it is and its text. `deno task page` makes the texts. */
const files: Readonly<Record<string, { readonly type: string; readonly text: string }>> = {
  "/": { type: "text/html; charset=utf-8", text: built["index.html"] },
  "/page/page.js": { type: "text/javascript; charset=utf-8", text: built["page.js"] },
  "/page/page.css": { type: "text/css; charset=utf-8", text: built["page.css"] },
  "/page/icon.svg": { type: "image/svg+xml", text: built["icon.svg"] },
};

/** The page at `/` and its files: part of the program, the same for everybody. Spec: http-api. */
export function pageRoutes(): Routes {
  return Object.fromEntries(
    Object.entries(files).map(([path, { type, text }]) => [
      path,
      { GET: fileHandler(type, text), needs: "open" as const },
    ]),
  );
}

/** A browser asks each time whether the file is still the same: another picam brings another. */
function fileHandler(type: string, text: string): Handler {
  const tag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
  return (exchange) => {
    const { request, response } = exchange;
    response.setHeader("ETag", tag);
    response.setHeader("Content-Security-Policy", contentSecurityPolicy);
    if (request.headers["if-none-match"] === tag) {
      response.writeHead(304).end();
      return;
    }
    sendBody(exchange, { type, body: text, cacheControl: "no-cache" });
  };
}
