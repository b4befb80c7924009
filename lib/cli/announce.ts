import type { ServeSettings } from "../config/mod.ts";
import type { Logger } from "../observe/mod.ts";
import type { Gate } from "./gate.ts";
import { mention } from "./standard_output.ts";

/** The ports that are open. */
export interface Ports {
  /** HTTP, unless it is off. */
  readonly http?: number;
  /** The framed protocol, unless it is off. */
  readonly tcp?: number;
  /** The bare stream, unless it is off. */
  readonly raw?: number;
}

/**
 * Says where picam can be reached: in the log, and, unless machines read it, as commands to copy.
 * @returns one sentence for `systemctl status`.
 */
export function announce(
  settings: ServeSettings,
  { log, ports, gate, journal }: {
    log: Logger;
    ports: Ports;
    gate: Pick<Gate, "tls">;
    journal: boolean;
  },
): string {
  log.info("listening", {
    host: settings.host,
    ...(ports.http === undefined ? {} : { httpPort: ports.http }),
    ...(ports.tcp === undefined ? {} : { tcpPort: ports.tcp }),
    ...(ports.raw === undefined ? {} : { rawPort: ports.raw }),
  });
  if (settings.logFormat === "text" && !journal) {
    const { tls, codec, viewToken } = settings;
    const served = {
      ...{ ports, tls: tls.kind !== "off", codec },
      needsToken: viewToken !== undefined,
      // Others are known to whoever has had theirs signed.
      fingerprint: tls.kind === "self-signed" ? gate.tls?.fingerprint : undefined,
    };
    mention(recipes(reachableHost(settings.host), served));
  }
  const ends = Object.entries(ports).map(([name, port]) => `${name} port ${port}`);
  return `serving on ${ends.join(" and ")}`;
}

/** What commands to copy depend on. */
export interface Served {
  /** The ports that are open. */
  readonly ports: Ports;
  /** Whether TLS goes around them. */
  readonly tls: boolean;
  /** What is served. */
  readonly codec: ServeSettings["codec"];
  /** Whether watching takes a token. */
  readonly needsToken: boolean;
  /** SHA-256 of a certificate that nobody has signed. */
  readonly fingerprint: string | undefined;
}

/** Commands to copy, and what else they need. */
export function recipes(host: string, served: Served): string {
  const { ports, tls, codec } = served;
  const lines: string[] = [];
  if (ports.http !== undefined) {
    const url = `${tls ? "https" : "http"}://${host}:${ports.http}`;
    lines.push(
      `  browser   ${url}/`,
      ...httpRecipes[codec](url),
    );
  }
  if (ports.tcp !== undefined) {
    lines.push(
      `  keep it   picam --mode receive ${tls ? "tls" : "tcp"}://${host}:${ports.tcp} --output ${
        outputs[codec]
      }`,
    );
  }
  if (ports.raw !== undefined) lines.push(`  bare TCP  nc ${host} ${ports.raw} > video.${codec}`);
  return `\nWatch (Ctrl-C stops picam):\n${[...lines, ...additions(served)].join("\n")}\n`;
}

/** What to add to the commands; of the token no more than the way to give it. */
function additions({ ports, tls, needsToken, fingerprint }: Served): string[] {
  const lines: string[] = [];
  if (needsToken) {
    lines.push("With the token, which FILE holds:");
    if (ports.http !== undefined) {
      lines.push(
        '  curl      curl -H "Authorization: Bearer $(cat FILE)" ...',
        `  others    ${tls ? "https" : "http"}://x:TOKEN@...`,
      );
    }
    if (ports.tcp !== undefined) lines.push("  picam     picam ... --token @FILE");
  }
  if (fingerprint !== undefined) {
    lines.push("With the certificate that nobody has signed:");
    if (ports.http !== undefined) lines.push("  curl      curl -k ...");
    if (ports.tcp !== undefined) lines.push(`  picam     picam ... --pin ${fingerprint}`);
  }
  return lines;
}

/** What to keep a stream in. */
const outputs: Readonly<Record<ServeSettings["codec"], string>> = {
  h264: "video.mp4",
  mjpeg: "video.mjpeg",
  raw12: "frame_%03d.raw --output frame_%03d.png --isp",
};

const httpRecipes: Readonly<Record<ServeSettings["codec"], (url: string) => string[]>> = {
  h264: videoRecipes,
  mjpeg: imageRecipes,
  raw12: (url) => [`  one frame curl ${url}/frame.raw > frame.raw`],
};

function videoRecipes(url: string): string[] {
  return [
    `  VLC       vlc --demux h264 ${url}/stream.h264`,
    `  ffplay    ffplay -fflags nobuffer -flags low_delay ${url}/stream.h264`,
    `  curl      curl -N ${url}/stream.h264 > video.h264`,
    `  look back curl -N "${url}/stream.h264?from=-30s" > video.h264`,
  ];
}

function imageRecipes(url: string): string[] {
  return [
    `  VLC       vlc ${url}/stream.mjpg`,
    `  ffplay    ffplay -f mpjpeg -fflags nobuffer -flags low_delay ${url}/stream.mjpg`,
    `  one image curl ${url}/frame.jpg > image.jpg`,
  ];
}

/** A name or address under which others reach this machine. */
export function reachableHost(host: string): string {
  if (host !== "0.0.0.0" && host !== "::") return host.includes(":") ? `[${host}]` : host;
  const outside = Deno.networkInterfaces().find(({ family, address }) =>
    family === "IPv4" && !address.startsWith("127.")
  );
  return outside?.address ?? "localhost";
}
