import type { Route, Routes } from "../route.ts";
import { apiOperations } from "./api_operations.ts";
import { controlOperations } from "./control_operations.ts";
import { eventSchemas } from "./event_schemas.ts";
import type { Answer, Operation, Operations, PathOperations } from "./operation.ts";
import { type SharedAnswer, sharedAnswers } from "./shared_answers.ts";
import { count, optional, type Schema, shape, text } from "./schema.ts";
import { clientSchema, statusSchema, streamSchema } from "./status_schemas.ts";
import { streamOperations } from "./stream_operations.ts";

/** Every path that this program may have; which it has, its routes say. */
const known: Operations = { ...apiOperations, ...streamOperations, ...controlOperations };

/** What is described. */
export interface Described {
  /** What answers what. */
  readonly routes: Routes;
  /** Paths that take upgrades. */
  readonly upgrades: readonly string[];
  /** The program's version. */
  readonly version: string;
}

/**
 * Makes the description of an HTTP port out of its routes: paths, methods and who may call them are
 * the routes' own; words and schemas come from the tables. A route that no table knows has
 * `x-undescribed`. Spec: OpenAPI 3.1.0.
 */
export function openApiDocument({ routes, upgrades, version }: Described): Schema {
  const ofRoutes = Object.entries(routes).flatMap(([name, route]) =>
    pathsOf(name, routes).map((path) => [path, pathItem(path, route)] as const)
  );
  const ofUpgrades = upgrades.map((path) =>
    [path, pathItem(path, { GET: () => {} }, { isUpgrade: true })] as const
  );
  return {
    openapi: "3.1.0",
    info: {
      title: "picam",
      version,
      summary: "A camera on the network",
      description:
        "Errors are `application/problem+json`. A token travels as `Authorization: Bearer`, as the " +
        "password of Basic, or, for viewing only, as `?token=`.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    paths: Object.fromEntries([...ofRoutes, ...ofUpgrades]),
    components: { schemas, responses: sharedResponses(), securitySchemes },
  };
}

/** The paths that a route stands for: itself, or those below it that have no route of their own. */
function pathsOf(name: string, routes: Routes): string[] {
  if (!name.endsWith("/*")) return [name];
  const prefix = name.slice(0, -1);
  const below = Object.keys(known).filter((path) =>
    path.startsWith(prefix) && !path.slice(prefix.length).includes("/") &&
    !Object.hasOwn(routes, path)
  );
  return below.length === 0 ? [`${prefix}{name}`] : below;
}

function pathItem(path: string, route: Route, { isUpgrade = false } = {}): Schema {
  const described: PathOperations = Object.hasOwn(known, path) ? known[path] ?? {} : {};
  const { needs = "view" } = route;
  const parts = { path, needs, isUpgrade };
  return {
    ...(route.GET && {
      get: operation(described.GET, { ...parts, method: "get" }),
      ...(isUpgrade ? {} : { head: operation(described.GET, { ...parts, method: "head" }) }),
    }),
    ...(route.POST && { post: operation(described.POST, { ...parts, method: "post" }) }),
  };
}

interface Place {
  readonly path: string;
  readonly method: "get" | "head" | "post";
  readonly needs: "open" | "view" | "control";
  readonly isUpgrade: boolean;
}

function operation(described: Operation | undefined, place: Place): Schema {
  const { path, method, needs } = place;
  const { summary = path, description, body, answers = {} } = described ?? {};
  const isHead = method === "head";
  const parameters = parametersOf(described);
  return {
    operationId: `${method}${
      path.replaceAll(/[^A-Za-z0-9]+(.?)/g, (_, next) => next.toUpperCase())
    }`,
    summary: isHead ? `${summary}: the header alone` : summary,
    ...(description === undefined || isHead ? {} : { description }),
    ...(described === undefined ? { "x-undescribed": true } : {}),
    security: securityOf(needs),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { content: { "application/json": { schema: body } } } }),
    responses: {
      ...references(place),
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, responseOf(answer, isHead)]),
      ),
    },
  };
}

/** What any route may answer, by how it is called and who may; an operation's own answers go first. */
function references({ method, needs, isUpgrade }: Place): Schema {
  const isPost = method === "post";
  const statuses: SharedAnswer[] = [
    ...(needs === "open" ? [] : [429] as const),
    ...(isPost || isUpgrade ? [403] as const : []),
    ...(isPost ? [413] as const : []),
    ...[401, 405, 408, 421, 431] as const,
  ];
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]),
  );
}

function sharedResponses(): Schema {
  return Object.fromEntries(
    Object.entries(sharedAnswers).map(([status, answer]) => [
      nameOf(Number(status)),
      responseOf(answer, false),
    ]),
  );
}

/** Generators make names of types out of it, which must not begin with a digit. */
function nameOf(status: number): string {
  return `Problem${status}`;
}

function parametersOf({ query, headers, path }: Partial<Operation> = {}): Schema[] {
  const place = (where: string, words: Readonly<Record<string, string>> = {}): Schema[] =>
    Object.entries(words).map(([name, description]) => ({
      name,
      in: where,
      description,
      ...(where === "path" ? { required: true } : {}),
      schema: { type: "string" },
    }));
  return [...place("path", path), ...place("query", query), ...place("header", headers)];
}

function responseOf({ description, type, schema }: Answer, isHead: boolean): Schema {
  if (type === undefined || isHead) return { description };
  return { description, content: { [type]: schema === undefined ? {} : { schema } } };
}

/** Viewing may be open, so that no token at all is one of its alternatives. */
function securityOf(needs: Place["needs"]): Schema[] {
  if (needs === "open") return [];
  const header = [{ bearer: [] }, { basic: [] }];
  return needs === "control" ? header : [{}, ...header, { query: [] }];
}

const securitySchemes: Schema = {
  bearer: { type: "http", scheme: "bearer" },
  basic: { type: "http", scheme: "basic", description: "The password is the token" },
  query: { type: "apiKey", in: "query", name: "token", description: "The view token only" },
};

const schemas: Readonly<Record<string, Schema>> = {
  Status: statusSchema,
  FullStatus: {
    ...statusSchema,
    properties: {
      ...statusSchema["properties"] as Record<string, Schema>,
      clients: { type: "array", items: { $ref: "#/components/schemas/Client" } },
    },
  },
  Stream: streamSchema,
  Client: clientSchema,
  CameraSettings: {
    type: "object",
    description: "The camera's flags in camelCase; null is unset",
    additionalProperties: true,
  },
  Problem: shape("Spec: RFC 9457", {
    type: text("Always `about:blank`"),
    title: text("What the status code means"),
    status: count("The status code"),
    detail: text("What is wrong and what would be right, for a person"),
    code: optional(text("What kind of problem, for programs")),
  }),
  ...Object.fromEntries(
    Object.entries(eventSchemas).map(([name, schema]) => [`Event.${name}`, schema]),
  ),
};
