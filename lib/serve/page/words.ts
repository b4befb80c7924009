/** How the connection is, as far as words depend on it. */
export interface LinkWords {
  /** See `LinkState`. */
  readonly kind: "closed" | "connecting" | "open" | "waiting" | "unauthorized";
  /** Why it broke. */
  readonly code?: string;
  /** The same in the server's words. */
  readonly message?: string;
}

/** The members of the status object that words depend on. Spec: http-api, `/api/v1/status`. */
export interface CameraWords {
  /** The appliance's state: `idle`, `streaming`, … */
  readonly state: string;
  /** Why it is in that state. */
  readonly reason?: string;
  /** Why no frames are flowing. */
  readonly notReady?: string;
  /** What is wrong with the camera. */
  readonly fault?: { readonly kind: string; readonly message: string; readonly remedy: string };
}

/** All that decides what the page says. */
export interface Situation {
  /** The connection. */
  readonly link: LinkWords;
  /** What the viewer wants to see. */
  readonly mode: "live" | "past" | "paused";
  /** Whether pictures are coming. */
  readonly isMoving: boolean;
  /** How long ago the picture that is shown was captured, s. */
  readonly secondsAgo: number;
  /** Why the server says that no frames come: END. */
  readonly end?: string | undefined;
  /** What is known of the camera. */
  readonly camera?: CameraWords | undefined;
  /** Why this browser cannot show the stream. */
  readonly unable?: string | undefined;
}

/** What the page says. */
export interface Words {
  /** How the indicator looks. */
  readonly tone: "live" | "past" | "wait" | "fault";
  /** A word or two for the indicator. */
  readonly label: string;
  /** What is the matter, where there is no moving picture. */
  readonly title?: string;
  /** What to do, or what will happen. */
  readonly detail?: string;
}

/** Headlines for faults; the sentence below them is the server's own. */
const faultTitles: Readonly<Record<string, string>> = {
  "not-installed": "The camera program is missing",
  "no-camera": "No camera found",
  "permission": "The camera may not be opened",
  "busy": "The camera is busy",
  "cable": "The camera does not answer",
  "memory": "Not enough memory for pictures",
  "unreadable": "The source cannot be read",
  "ended": "The source has ended",
  "silent": "The camera sends nothing",
};

/** Says in words how it stands. Pure: the same situation, the same words. */
export function describe(situation: Situation): Words {
  const { link, mode, isMoving, camera, unable } = situation;
  if (link.kind === "unauthorized") return locked(link.message);
  if (unable !== undefined) {
    const title = "This browser cannot show the picture";
    return { tone: "fault", label: "No picture", title, detail: unable };
  }
  if (mode === "paused") return { tone: "past", label: "Paused" };
  if (link.kind === "waiting") return broken(link);
  if (isMoving) return moving(situation);
  if (camera?.fault !== undefined) return faulted(camera.fault);
  return still(situation);
}

function locked(message?: string): Words {
  const detail = message ?? "This camera shows its picture only with a token.";
  return { tone: "wait", label: "Locked", title: "Token needed", detail };
}

function broken({ code, message }: LinkWords): Words {
  if (code === "busy" || code === "rate-limited") {
    const title = code === "busy" ? "Too many viewers" : "Too many wrong tokens";
    return { tone: "wait", label: "Waiting", title, detail: `${message}. Trying again by itself.` };
  }
  const detail = "The page reconnects by itself as soon as the camera can be reached.";
  return { tone: "wait", label: "Reconnecting", title: "Connection lost", detail };
}

function moving({ mode, secondsAgo }: Situation): Words {
  if (mode === "live") return { tone: "live", label: "Live" };
  return { tone: "past", label: `${spoken(secondsAgo)} ago` };
}

function faulted({ kind, message, remedy }: NonNullable<CameraWords["fault"]>): Words {
  const title = faultTitles[kind] ?? "The camera has a fault";
  return { tone: "fault", label: "Camera fault", title, detail: `${message}: ${remedy}.` };
}

function still({ link, end, camera }: Situation): Words {
  if (link.kind !== "open") {
    return { tone: "wait", label: "Connecting", title: "Connecting to the camera" };
  }
  if (camera?.state === "shutting-down" || end === "shutdown") {
    return { tone: "wait", label: "Off", title: "The camera is shutting down" };
  }
  if (end === "stopped" || camera?.state === "stopping") {
    const title = "The camera is stopped";
    return { tone: "wait", label: "Stopped", title, detail: sentence(camera?.reason) };
  }
  if (end === "camera" || camera?.state === "faulted") {
    const detail = sentence(camera?.notReady ?? camera?.reason);
    return { tone: "fault", label: "No picture", title: "The camera gives no picture", detail };
  }
  const detail = sentence(camera?.notReady);
  return { tone: "wait", label: "Starting", title: "Waiting for the first picture", detail };
}

function sentence(words: string | undefined): string {
  if (words === undefined || words === "") return "";
  const capital = words[0]!.toUpperCase() + words.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

/** A time span as people say it: `42 s`, `3 min 20 s`, `1 h 5 min`. */
export function spoken(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const [large, small, units] = whole < 3600
    ? [Math.floor(whole / 60), whole % 60, ["min", "s"]]
    : [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, ["h", "min"]];
  return `${large} ${units[0]}${small === 0 ? "" : ` ${small} ${units[1]}`}`;
}
