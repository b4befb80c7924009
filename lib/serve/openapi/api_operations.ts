import type { SettingInForce } from "../../config/mod.ts";
import { eventSchemas } from "./event_schemas.ts";
import { json, type Operations, problem } from "./operation.ts";
import { anything, choice, list, object, optional, reference, shape, text } from "./schema.ts";

const words = "text/plain; charset=utf-8";

function file(summary: string, type: string): Operations[string] {
  return { GET: { summary, answers: { 200: { description: "The file", type } } } };
}

/** Paths that tell of picam, and the page. */
export const apiOperations: Operations = {
  "/": file("The page", "text/html; charset=utf-8"),
  "/page/page.js": file("The page's program", "text/javascript; charset=utf-8"),
  "/page/page.css": file("The page's style", "text/css; charset=utf-8"),
  "/page/icon.svg": file("The page's icon", "image/svg+xml"),
  "/api/v1/status": {
    GET: {
      summary: "Everything that is known, without the clients",
      answers: { 200: json("The one status object", reference("Status")) },
    },
  },
  "/api/v1/clients": {
    GET: {
      summary: "Who watches",
      answers: { 200: json("One for each viewer", list("Viewers", reference("Client"))) },
    },
  },
  "/api/v1/camera": {
    GET: {
      summary: "The camera's settings in force",
      description: "What method `camera.get` answers",
      answers: {
        200: json("Settings by their names", reference("CameraSettings")),
        409: problem("This picam serves another one's ring and has no camera"),
      },
    },
  },
  "/api/v1/config": {
    GET: {
      summary: "All settings in force, and where each comes from",
      answers: {
        200: json(
          "Secrets are `[secret]`, those inside a URL as well",
          shape("Settings", {
            mode: text("Always `serve`"),
            settings: list(
              "In the order of `--help`",
              object<SettingInForce>(
                "A setting",
                {
                  name: text("As flags and configuration files have it"),
                  group: text("Heading of `--help`"),
                  value: anything("As a configuration file has it; null where it is unset"),
                  origin: choice("Who gave it; `control` is a client, since the start", [
                    "flag",
                    "argument",
                    "environment",
                    "file",
                    "default",
                    "control",
                  ]),
                  where: optional(text("Which variable, or file and line")),
                  help: text("What it does"),
                },
              ),
            ),
          }),
        ),
      },
    },
  },
  "/api/v1/events": {
    GET: {
      summary: "What happens, as server-sent events",
      description: [
        "Whoever comes anew is told the present state first. `data` is a JSON object:",
        ...Object.entries(eventSchemas).map(([name, { description }]) =>
          `- \`${name}\`: ${description} (schema \`Event.${name}\`)`
        ),
      ].join("\n"),
      headers: {
        "Last-Event-ID": "Id of the last event known: what happened since; `0`: all that is kept",
      },
      answers: {
        200: { description: "Events without end", type: "text/event-stream" },
        503: problem("No place is left"),
      },
    },
  },
  "/api/v1/openapi.json": {
    GET: {
      summary: "This description",
      answers: { 200: json("OpenAPI 3.1", { type: "object" }) },
    },
  },
  "/metrics": {
    GET: {
      summary: "Figures for Prometheus",
      answers: {
        200: {
          description: "Text format 0.0.4",
          type: "text/plain; version=0.0.4; charset=utf-8",
        },
      },
    },
  },
  "/healthz": {
    GET: {
      summary: "Whether the program makes progress",
      answers: {
        200: { description: "It does", type: words },
        503: problem("It does not, and why"),
      },
    },
  },
  "/readyz": {
    GET: {
      summary: "Whether frames flow, or would if somebody watched",
      answers: {
        200: { description: "They do", type: words },
        503: problem("They do not, and why"),
      },
    },
  },
};
