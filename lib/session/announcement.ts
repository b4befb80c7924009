/** What a picam says of itself on the local network. */
export interface Announcement {
  /** What it is called, for people. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** The ports that are open. */
  readonly ports: {
    /** The framed protocol. */
    readonly tcp?: number | undefined;
    /** HTTP. */
    readonly http?: number | undefined;
    /** The bare stream. */
    readonly raw?: number | undefined;
  };
  /** Whether its ports speak TLS. */
  readonly tls: boolean;
  /** Whether watching needs a token. */
  readonly needsToken: boolean;
}

/** A TXT record's members. Spec: RFC 6763 6. */
export type TxtMembers = Readonly<Record<string, string>>;

/** Version of these members, as RFC 6763 6.7 wants one. */
const txtVersion = "1";
/** A member is at most 255 bytes; what is longer is nothing that people read. */
const maxTextLength = 60;

/** Writes an announcement as the members of a TXT record. */
export function encodeAnnouncement(announcement: Announcement): TxtMembers {
  const { name, version, ports, tls, needsToken } = announcement;
  const numbers = Object.entries(ports).filter(([, port]) => port !== undefined);
  return {
    txtvers: txtVersion,
    name: plainText(name),
    version: plainText(version),
    ...Object.fromEntries(numbers.map(([kind, port]) => [kind, String(port)])),
    tls: tls ? "1" : "0",
    token: needsToken ? "1" : "0",
  };
}

/**
 * Reads an announcement. Anybody on the network may have written it: ports that are none are left
 * out, and texts are made fit to be printed.
 * @returns nothing where no port of ours is in it.
 */
export function decodeAnnouncement(txt: TxtMembers): Announcement | undefined {
  const ports = { tcp: portIn(txt["tcp"]), http: portIn(txt["http"]), raw: portIn(txt["raw"]) };
  if (Object.values(ports).every((port) => port === undefined)) return undefined;
  return {
    name: plainText(txt["name"] ?? ""),
    version: plainText(txt["version"] ?? ""),
    ports,
    tls: txt["tls"] === "1",
    needsToken: txt["token"] === "1",
  };
}

function portIn(text: string | undefined): number | undefined {
  if (text === undefined || !/^[1-9]\d{0,4}$/.test(text)) return undefined;
  const port = Number(text);
  return port <= 65_535 ? port : undefined;
}

/** One line, of bounded length, without what a terminal would act on or hide. */
export function plainText(text: string): string {
  const shown = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "").trim();
  return [...shown].slice(0, maxTextLength).join("");
}
