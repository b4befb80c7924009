import { assertEquals } from "@std/assert";
import { methodNames } from "../../../lib/config/control_words.ts";
import { methods } from "../../../lib/control/methods.ts";
import { controlMethodTable } from "../../../lib/serve/openapi/control_operations.ts";
import { openApiDocument } from "../../../lib/serve/openapi/document.ts";
import type { Routes } from "../../../lib/serve/mod.ts";
import { type Json, schemaFaults } from "../../support/json_schema.ts";

function describe(routes: Routes): Json {
  return openApiDocument({ routes, upgrades: [], version: "1" });
}

Deno.test("the control methods that are described are those that there are, in help as well", () => {
  assertEquals(Object.keys(controlMethodTable).sort(), Object.keys(methods).sort());
  assertEquals(Object.keys(controlMethodTable).sort(), [...methodNames].sort());
});

Deno.test("only routes that there are are described, and one that nobody described says so", () => {
  const { paths } = describe({
    "/healthz": { GET: () => {}, needs: "open" },
    "/new": { GET: () => {} },
  });
  assertEquals(Object.keys(paths), ["/healthz", "/new"]);
  assertEquals(paths["/healthz"].get["x-undescribed"], undefined);
  assertEquals(paths["/new"].get["x-undescribed"], true);
  assertEquals(Object.keys(paths["/healthz"]), ["get", "head"]);
});

Deno.test("who may call follows from the route, and so do the refusals", () => {
  const { paths } = describe({
    "/api/v1/control/*": { POST: () => {}, needs: "control" },
    "/api/v1/control/status": { POST: () => {} },
  });
  const security = (method: string): Json => paths[`/api/v1/control/${method}`].post.security;
  assertEquals(security("stream.stop"), [{ bearer: [] }, { basic: [] }]);
  assertEquals(security("status")[0], {});
  const { responses } = paths["/api/v1/control/wifi.scan"].post;
  assertEquals(Object.keys(responses), [
    ...["200", "400", "401", "403", "405", "408", "409", "413", "421", "429", "431", "500", "502"],
  ]);
});

Deno.test("what any path may answer is described once, and referred to from where it applies", () => {
  const { paths, components } = openApiDocument({
    routes: {
      "/healthz": { GET: () => {}, needs: "open" },
      "/stream.mjpg": { GET: () => {} },
      "/api/v1/control/status": { POST: () => {} },
    },
    upgrades: ["/ws"],
    version: "1",
  }) as Json;
  const shared = (path: string, method: string): string[] =>
    Object.entries<Json>(paths[path][method].responses).filter(([status, { $ref }]) =>
      $ref === `#/components/responses/Problem${status}`
    ).map(([status]) => status);
  assertEquals(shared("/healthz", "head"), ["401", "405", "408", "421", "431"]);
  assertEquals(shared("/stream.mjpg", "get"), ["401", "405", "408", "421", "429", "431"]);
  assertEquals(shared("/api/v1/control/status", "post"), [
    ...["401", "403", "405", "408", "413", "421", "429", "431"],
  ]);
  assertEquals(shared("/ws", "get"), ["401", "403", "405", "408", "421", "429", "431"]);
  assertEquals(Object.keys(paths["/ws"]), ["get"]);
  assertEquals(Object.keys(components.responses).length, 8);
  const parameters: Json[] = paths["/stream.mjpg"].get.parameters;
  assertEquals(parameters.map(({ name }) => name), ["from", "epoch", "policy", "duration"]);
});

Deno.test("the checker of the tests finds what a schema forbids", () => {
  const document = { components: { schemas: { Name: { type: "string", enum: ["a", "b"] } } } };
  const schema = {
    type: "object",
    required: ["name", "size"],
    properties: {
      name: { $ref: "#/components/schemas/Name" },
      size: { type: "integer", minimum: 0 },
      list: { type: "array", items: { type: ["number", "null"] } },
    },
  };
  const faults = (value: Json): string[] => schemaFaults(value, schema, document);
  assertEquals(faults({ name: "a", size: 0, list: [1.5, null] }), []);
  assertEquals(faults({ name: "c", size: 1.5, list: ["x"], more: 1 }), [
    '$.name is none of a,b: "c"',
    "$.size is no integer: 1.5",
    '$.list[0] is no number,null: "x"',
    "$.more is not described",
  ]);
  assertEquals(faults({ name: "a" }), ["$.size is missing"]);
  assertEquals(faults([]), ["$ is no object: []"]);
});
