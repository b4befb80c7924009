import { isObject, type JsonObject } from "../../wire/mod.ts";
import type { CameraWords } from "./words.ts";

/** What the page takes of the status object. */
export interface ServerStatus extends CameraWords {
  /** Sessions being served, this page's included. */
  readonly viewers: number;
  /** How far back the ring reads, s. */
  readonly windowSeconds: number;
  /** When the newest frame was complete, Unix µs of the camera's clock; 0 before the first. */
  readonly lastFrameAtUs: number;
}

/** Reads the status object; what is absent or odd there is left out here. Spec: http-api. */
export function readStatus(status: unknown): ServerStatus {
  const object = isObject(status) ? status : {};
  const camera = member(object, "camera");
  const fault = member(camera, "fault");
  const notReady = object["notReady"];
  return {
    state: text(object["state"]),
    reason: text(object["reason"]),
    ...(typeof notReady === "string" ? { notReady } : {}),
    ...("kind" in fault
      ? {
        fault: {
          kind: text(fault["kind"]),
          message: text(fault["message"]),
          remedy: text(fault["remedy"]),
        },
      }
      : {}),
    viewers: number(member(object, "sessions")["active"]),
    windowSeconds: number(member(object, "ring")["windowSeconds"]),
    lastFrameAtUs: number(camera["lastFrameAtUs"]),
  };
}

function member(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isObject(value) ? value : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
