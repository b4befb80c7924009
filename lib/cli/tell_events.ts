import type { CaptureStatus } from "../capture/mod.ts";
import type { NowUs } from "../frame/mod.ts";
import type { EventLog } from "../observe/mod.ts";
import type { RingView } from "../ring/mod.ts";
import type { PushStatus } from "../serve/mod.ts";

/** Tells every new description of the stream, for those who get no frames. */
export function tellStreams(ring: RingView, events: EventLog): void {
  let told = ring.stream;
  ring.subscribe(() => {
    if (ring.stream === undefined || ring.stream === told) return;
    told = ring.stream;
    events.append("stream", { ...told });
  });
}

/** Tells what goes wrong with the camera, once for each fault, and when it is over. */
export function tellCamera(
  camera: { onChange(listener: (status: CaptureStatus) => void): unknown },
  { events, nowUs }: { events: EventLog; nowUs: NowUs },
): void {
  let told: CaptureStatus["fault"];
  camera.onChange(({ fault, state }) => {
    if (fault?.kind === told?.kind && fault?.message === told?.message) return;
    const before = told;
    told = fault;
    if (fault !== undefined) {
      const { kind, message, remedy } = fault;
      events.append("camera", { fault: kind, message, remedy });
    } else if (before !== undefined) {
      const seconds = Math.round((nowUs() - before.sinceUs) / 1e5) / 10;
      events.append("camera", { fault: null, was: before.kind, state, seconds });
    }
  });
}

/** Tells when a receiver takes the stream, and when not: the first attempt of a row that fails. */
export function tellPush(events: EventLog): (status: PushStatus) => void {
  let told: PushStatus["state"] | undefined;
  return ({ url, state, trouble }) => {
    if (state === told) return;
    const phase = state === "connected" ? state : told === "connected" ? "lost" : "unreachable";
    told = state;
    events.append("push", { phase, url, ...(trouble === undefined ? {} : { reason: trouble }) });
  };
}
