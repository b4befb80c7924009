import type { PicamUrl, ServeSettings } from "../config/mod.ts";
import type { NowUs, StreamInfo } from "../frame/mod.ts";
import type { EventLog, Logger } from "../observe/mod.ts";
import type { RingView } from "../ring/mod.ts";
import {
  Push,
  type PushOptions,
  type PushStatus,
  type Sessions,
  type SharedMessages,
  type StreamEnd,
} from "../serve/mod.ts";
import { dial, loadTlsTrust, type Pipe, readToken, secureBy } from "../session/mod.ts";
import { tellPush } from "./tell_events.ts";
import { agent } from "./version.ts";

/** What is pushed, and from what. */
export interface PushParts {
  readonly settings: ServeSettings;
  readonly ring: RingView;
  /** What is said of the stream before its first frame. */
  readonly expected: StreamInfo;
  readonly sessions: Sessions;
  readonly messages: SharedMessages;
  readonly nowUs: NowUs;
  /** Where receivers that come and go are told, and what receivers are told of. */
  readonly events: EventLog;
  /** What a receiver that takes frames is to be told of the present state. */
  readonly present: NonNullable<PushOptions["present"]>;
  readonly log: Logger;
  /** Why no frames come at present. */
  readonly end?: StreamEnd;
}

/** The receivers that frames are pushed to. */
export interface Pushes extends AsyncDisposable {
  /** How each of them fares. */
  readonly status: () => PushStatus[];
}

/**
 * Begins to push as `--push` says.
 * @throws {UsageError} where the token or a certificate cannot be had.
 */
export function startPushes({ settings, ...parts }: PushParts): Pushes {
  const token = settings.pushToken && readToken(settings.pushToken, "--push-token");
  for (const words of token?.warnings ?? []) parts.log.warn(words);
  const dialTo = dialler(settings);
  const pushes = settings.pushUrls.map((url) =>
    new Push({
      ...parts,
      url: url.href,
      dial: (signal) => dialTo(url, signal),
      lagLimitUs: settings.lagLimitMs * 1000,
      agent,
      onChange: tellPush(parts.events),
      ...(token === undefined ? {} : { token: token.secret }),
    })
  );
  return {
    status: () => pushes.map((push) => push.status()),
    async [Symbol.asyncDispose](): Promise<void> {
      await Promise.all(pushes.map((push) => push[Symbol.asyncDispose]()));
    },
  };
}

function dialler(
  trusted: Pick<ServeSettings, "pin" | "caPath">,
): (url: PicamUrl, signal: AbortSignal) => Promise<Pipe> {
  const secure = secureBy(loadTlsTrust(trusted));
  return ({ host, port, tls }, signal) =>
    dial({ host, port }, { signal, ...(tls ? { secure } : {}) });
}
