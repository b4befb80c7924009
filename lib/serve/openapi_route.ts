import { sendJson } from "./answer.ts";
import type { Routes } from "./route.ts";

/** Where the description is. */
const path = "/api/v1/openapi.json";

/**
 * Adds `GET /api/v1/openapi.json`, which describes all routes, itself included. It is made when it is
 * first asked for: hardly anybody does, and memory is short.
 */
export function withOpenApi(
  routes: Routes,
  { upgrades, version }: { readonly upgrades: readonly string[]; readonly version: string },
): Routes {
  let document: unknown;
  const all: Routes = {
    ...routes,
    [path]: {
      GET: async (exchange) => {
        const { openApiDocument } = await import("./openapi/document.ts");
        sendJson(exchange, document ??= openApiDocument({ routes: all, upgrades, version }));
      },
    },
  };
  return all;
}
