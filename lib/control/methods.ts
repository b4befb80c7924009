import type { Asker, JsonObject } from "../wire/mod.ts";
import type { ApplianceState } from "./state.ts";
import type { CameraChange } from "./camera_change.ts";
import type { CameraKeeper } from "./camera_keeper.ts";
import { type Params, readParams, textParam, type Values, wholeParam } from "./params.ts";
import type { Power } from "./power.ts";
import type { Wifi } from "./wifi.ts";

/** What methods command. */
export interface Parts {
  /** The one status object. */
  readonly status: () => unknown;
  /** The camera. @throws {RequestError} where there is none. */
  readonly keeper: () => CameraKeeper;
  /** Its settings. @throws {RequestError} where there is no camera. */
  readonly settings: () => CameraChange;
  /** Wi-Fi. */
  readonly wifi: Wifi;
  /** Power. */
  readonly power: Power;
}

/** One control method. */
export interface Method {
  /** Whether a `view` session may call it. */
  readonly isOpen?: boolean;
  /** Whether it changes something, and is told in the log. */
  readonly isCommand?: boolean;
  /** Does it. @throws {RequestError} where it is not done. */
  readonly call: (parts: Parts, params: JsonObject, asker: Asker) => unknown;
}

/** A timed shutdown within a day. */
const afterSeconds = wholeParam({ min: 0, max: 86_400, fallback: 10 });
const ssid = textParam({ bytes: [1, 32], allowed: "a text of 1 to 32 bytes, the network's name" });
const passphrase = {
  ...textParam({
    bytes: [8, 64],
    allowed: "a text of 8 to 63 characters, or of 64 hexadecimal digits",
  }),
  isOptional: true as const,
  isSecret: true,
};

/** The methods, by name. Spec: wire-protocol v1, *Control methods*. */
export const methods: Readonly<Record<string, Method>> = {
  "status": { isOpen: true, ...method({}, ({ status }) => status()) },
  "stream.start": command({}, async ({ keeper }, _, { remote }) => {
    await keeper().start(remote);
    return told(keeper());
  }),
  "stream.stop": command({}, async ({ keeper }, _, { remote }) => {
    await keeper().stop(remote);
    return told(keeper());
  }),
  "camera.get": { isOpen: true, ...method({}, ({ settings }) => settings().get()) },
  "camera.set": { isCommand: true, call: ({ settings }, params) => settings().set(params) },
  "wifi.status": method({}, ({ wifi }) => wifi.status()),
  "wifi.scan": method({}, async ({ wifi }) => ({ networks: await wifi.scan() })),
  "wifi.connect": command({ ssid, passphrase }, ({ wifi }, wish) => wifi.connect(wish)),
  "wifi.confirm": command({}, ({ wifi }) => wifi.confirm()),
  "system.shutdown": command({ afterSeconds }, async ({ power }, params, { remote }) => ({
    scheduled: await power.schedule("shutdown", { ...params, by: remote }),
  })),
  "system.reboot": command({ afterSeconds }, async ({ power }, params, { remote }) => ({
    scheduled: await power.schedule("reboot", { ...params, by: remote }),
  })),
  "system.cancel": command({}, ({ power }, _, { remote }) => ({
    cancelled: power.cancel(`system.cancel from ${remote}`),
  })),
};

/** What starting and stopping answer. */
function told(
  { state, reason }: CameraKeeper,
): { readonly state: ApplianceState; readonly reason: string } {
  return { state, reason };
}

type Call<P extends Params> = (parts: Parts, params: Values<P>, asker: Asker) => unknown;

function method<P extends Params>(params: P, call: Call<P>): Method {
  return { call: (parts, given, asker) => call(parts, readParams(given, params), asker) };
}

function command<P extends Params>(params: P, call: Call<P>): Method {
  return { ...method(params, call), isCommand: true };
}
