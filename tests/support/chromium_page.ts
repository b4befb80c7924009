/** A page in headless Chromium that looks at something of a picam and tells what it saw. @module */
import { Chromium } from "./chromium.ts";

/**
 * Opens a page and waits until it posts JSON to `/seen`. All other paths come from `origin`, as if
 * the page were its own: only so may it read pictures out of a video.
 *
 * @param script What the page runs; it has a function `tell(value)`.
 * @param origin Where a picam is, such as `http://127.0.0.1:8000`.
 */
export async function seenByChromium(script: string, origin: string): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const page = `<!doctype html><body><script>
    const tell = (value) => fetch("/seen", { method: "POST", body: JSON.stringify(value) });
    addEventListener("unhandledrejection", ({ reason }) => tell({ error: String(reason) }));
    ${script}
  </script>`;
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const leave = new AbortController();
  await using server = Deno.serve(options, async (request) => {
    const { pathname, search } = new URL(request.url);
    if (pathname === "/") return new Response(page, { headers: { "content-type": "text/html" } });
    if (pathname !== "/seen") return fetch(origin + pathname + search, { signal: leave.signal });
    resolve(await request.json());
    return new Response();
  });
  try {
    const flags = ["--autoplay-policy=no-user-gesture-required"];
    await using chromium = await Chromium.open(`http://127.0.0.1:${server.addr.port}/`, flags);
    return await chromium.while(promise);
  } finally {
    leave.abort();
  }
}
