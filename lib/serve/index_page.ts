import type { Status } from "./status.ts";

/**
 * The page at `/`: what is served here and how to open it. Without scripts.
 * @param base Scheme and host as the browser has them; checked before, but escaped all the same.
 */
export function indexPage(
  { scheme, host }: { readonly scheme: "http" | "https"; readonly host: string },
  status: Status,
): string {
  const name = escapeHtml(host);
  const { stream, ports } = status;
  const url = `${scheme}://${name}/stream.h264`;
  const raw = ports.raw === undefined
    ? ""
    : `<dt>nc<dd><code>nc ${name.replace(/:\d+$/, "")} ${ports.raw} | ffplay -</code>`;
  const picture = stream?.width === undefined
    ? "no picture yet"
    : `${stream.width} × ${stream.height}, ${stream.framerate ?? "?"} frames/s, ${stream.codec}`;
  const trouble = status.notReady === undefined
    ? ""
    : `<p class=fault>${escapeHtml(status.notReady)}`;
  return `<!doctype html>
<html lang=en>
<meta charset=utf-8>
<meta name=viewport content="width=device-width">
<title>picam</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 42rem; margin: 3rem auto; padding: 0 1rem }
dt { font-weight: 600; margin-top: .8rem } dd { margin: 0 }
code { overflow-wrap: anywhere } .fault { color: #c33 }
</style>
<h1>picam</h1>
<p>${picture}${trouble}
<h2>Watch</h2>
<dl>
<dt>VLC<dd><code>vlc --demux h264 ${url}</code>
<dt>ffplay<dd><code>ffplay -flags low_delay -fflags nobuffer ${url}</code>
<dt>curl<dd><code>curl -N ${url} &gt; video.h264</code>
${raw}
<dt>Look back<dd><code>curl -N "${url}?from=-30s" &gt; video.h264</code>
</dl>
<h2>Look after it</h2>
<p><a href=/api/v1/status>status</a> · <a href=/api/v1/clients>clients</a> ·
<a href=/metrics>metrics</a> · <a href=/healthz>healthz</a> · <a href=/readyz>readyz</a>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
