import { json, type Operation, type Operations, problem } from "./operation.ts";
import { anything, count, list, optional, reference, type Schema, shape, text } from "./schema.ts";
import { stateSchema } from "./status_schemas.ts";

interface Method {
  readonly summary: string;
  readonly body?: Schema;
  readonly result: Schema;
}

const stateAnswer = shape("What the appliance is doing now", {
  state: stateSchema,
  reason: text("Why, in words"),
});
const scheduledAnswer = shape("What is due", {
  scheduled: shape("What, and when", {
    action: text("`shutdown` or `reboot`"),
    atUs: count("Unix time in microseconds"),
  }),
});
const afterSeconds = shape("When", {
  afterSeconds: optional({ ...count("0 to 86400; 10 where left out"), maximum: 86_400 }),
});
const network = {
  ssid: text("Its name"),
  signalPercent: count("How well it is heard, 0 to 100"),
  security: text("`WPA2`; empty where it is open"),
};

/** The control methods: what they take, and what they answer. */
export const controlMethodTable: Readonly<Record<string, Method>> = {
  "status": { summary: "Everything that is known", result: reference("FullStatus") },
  "stream.start": { summary: "Start the camera, and keep it running", result: stateAnswer },
  "stream.stop": { summary: "Stop the camera after the frame at hand", result: stateAnswer },
  "camera.get": { summary: "The camera's settings", result: reference("CameraSettings") },
  "camera.set": {
    summary: "Change some of the camera's settings, until picam restarts",
    body: reference("CameraSettings"),
    result: reference("CameraSettings"),
  },
  "wifi.status": {
    summary: "The Wi-Fi network in use",
    result: shape("Wi-Fi", {
      device: text("For example `wlan0`"),
      state: text("In NetworkManager's words"),
      connection: optional(text("Name of the connection in use")),
      network: optional(shape("The network in use", network)),
      change: optional(anything("A change of network under way")),
    }),
  },
  "wifi.scan": {
    summary: "Networks that are heard",
    result: shape("Networks", {
      networks: list(
        "Strongest first",
        shape("A network", {
          ...network,
          isInUse: { type: "boolean", description: "Whether this machine is connected to it" },
        }),
      ),
    }),
  },
  "wifi.connect": {
    summary: "Change over to another network; it comes back unless `wifi.confirm` follows",
    body: shape("Which", {
      ssid: text("Its name, 1 to 32 bytes"),
      passphrase: optional(text("8 to 63 characters, or 64 hexadecimal digits")),
    }),
    result: shape("It is under way", {
      accepted: { type: "boolean", const: true },
      confirmWithinSeconds: count("How long it waits for `wifi.confirm`"),
    }),
  },
  "wifi.confirm": {
    summary: "Stay in the new network",
    result: shape("The network", { ssid: text("Its name") }),
  },
  "system.shutdown": {
    summary: "Turn the machine off",
    body: afterSeconds,
    result: scheduledAnswer,
  },
  "system.reboot": {
    summary: "Start the machine anew",
    body: afterSeconds,
    result: scheduledAnswer,
  },
  "system.cancel": {
    summary: "Neither",
    result: shape("What is not due any more", {
      cancelled: anything("What was due; null or false where nothing was"),
    }),
  },
};

/** `POST /api/v1/control/{method}`, one path for each method. */
export const controlOperations: Operations = Object.fromEntries(
  Object.entries(controlMethodTable).map(([name, method]) => [
    `/api/v1/control/${name}`,
    { POST: operationOf(method) },
  ]),
);

function operationOf({ summary, body, result }: Method): Operation {
  return {
    summary,
    ...(body === undefined ? {} : { body }),
    answers: {
      200: json("Done", result),
      400: problem("The body is no JSON object, or a parameter is wrong: `invalid-params`"),
      409: problem("The present state forbids it: `invalid-state`"),
      500: problem("It failed for a reason of picam's own: `failed`"),
      502: problem("The camera does not do it: `camera`"),
    },
  };
}
