import type { IncomingMessage } from "node:http";
import { HttpProblem } from "./problem.ts";
import type { Handler, Route, Routes, Upgrades } from "./route.ts";

/** What a path takes; nothing where there is no such path. */
export function findRoute(routes: Routes, path: string): Route | undefined {
  const name = routeName(routes, path);
  return name === undefined ? undefined : routes[name];
}

/** The route that a path goes by, as the table has it; nothing where there is none. */
export function routeName(routes: Routes, path: string): string | undefined {
  if (Object.hasOwn(routes, path)) return path;
  const below = `${path.slice(0, path.lastIndexOf("/"))}/*`;
  return Object.hasOwn(routes, below) ? below : undefined;
}

/** What takes an upgrade of a path; nothing where there is none. */
export function findUpgrade(
  upgrades: Upgrades | undefined,
  path: string,
): Upgrades[string] | undefined {
  return upgrades !== undefined && Object.hasOwn(upgrades, path) ? upgrades[path] : undefined;
}

/** Finds who answers a request. @returns the handler; the problem where there is none. */
export function handlerOf(
  { method = "" }: IncomingMessage,
  { path, route, upgrades }: {
    path: string;
    route: Route | undefined;
    upgrades: Upgrades | undefined;
  },
): Handler | HttpProblem {
  if (route === undefined) {
    if (findUpgrade(upgrades, path) === undefined) {
      return new HttpProblem(404, `There is no ${path} here; / lists what there is`);
    }
    if (method !== "GET" && method !== "HEAD") return wrongMethod(path, { method, allow: "GET" });
    return new HttpProblem(426, `${path} is for WebSocket`, { "Upgrade": "websocket" });
  }
  const handler = method === "GET" || method === "HEAD"
    ? route.GET
    : method === "POST"
    ? route.POST
    : undefined;
  if (handler !== undefined) return handler;
  const allow = [...(route.GET ? ["GET", "HEAD"] : []), ...(route.POST ? ["POST"] : [])].join(", ");
  return wrongMethod(path, { method, allow });
}

function wrongMethod(
  path: string,
  { method, allow }: { method: string; allow: string },
): HttpProblem {
  return new HttpProblem(405, `${path} takes ${allow}, not ${method}`, { Allow: allow });
}
