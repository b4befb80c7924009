/** Holds values against JSON Schemas, as much of them as the API's description uses. @module */

/** A schema, or a document that has some. */
// deno-lint-ignore no-explicit-any -- JSON of any shape
export type Json = any;

/** Words of a schema that are checked; another one is a fault of the test's, not silence. */
const checked = ["type", "enum", "const", "minimum", "maximum", "properties", "required", "items"];
const told = ["description", "additionalProperties", "$ref"];

/**
 * Checks a value, more strictly than the standard: a member that the schema does not describe is a
 * fault, unless it says `additionalProperties: true`. Spec: JSON Schema 2020-12.
 *
 * @param value The value.
 * @param schema What it is to be.
 * @param document Where references lead.
 * @returns One line for each fault.
 */
export function schemaFaults(value: Json, schema: Json, document: Json, at = "$"): string[] {
  const stray = Object.keys(schema).filter((word) => ![...checked, ...told].includes(word));
  if (stray.length > 0) return [`${at}: the checker does not know ${stray}`];
  if (schema.$ref !== undefined) {
    return schemaFaults(value, resolve(schema.$ref, document), document, at);
  }
  return [
    ...valueFaults(value, schema, at),
    ...(isObject(value) ? memberFaults(value, schema, document, at) : []),
    ...(Array.isArray(value) && schema.items !== undefined
      ? value.flatMap((item, index) =>
        schemaFaults(item, schema.items, document, `${at}[${index}]`)
      )
      : []),
  ];
}

function valueFaults(value: Json, schema: Json, at: string): string[] {
  const types: string[] = schema.type === undefined ? [] : [schema.type].flat();
  const shown = JSON.stringify(value)?.slice(0, 60);
  return [
    ...(types.length === 0 || types.some((type) => isOfType(value, type))
      ? []
      : [`${at} is no ${types}: ${shown}`]),
    ...(schema.enum?.includes(value) === false
      ? [`${at} is none of ${schema.enum}: ${shown}`]
      : []),
    ...(schema.const !== undefined && schema.const !== value ? [`${at} is ${shown}`] : []),
    ...(schema.minimum !== undefined && value < schema.minimum ? [`${at} is below: ${shown}`] : []),
    ...(schema.maximum !== undefined && value > schema.maximum ? [`${at} is above: ${shown}`] : []),
  ];
}

function memberFaults(value: Json, schema: Json, document: Json, at: string): string[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  const isOpen = additionalProperties === true || schema.properties === undefined;
  return [
    ...required.filter((name: string) => !Object.hasOwn(value, name))
      .map((name: string) => `${at}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, member]) =>
      Object.hasOwn(properties, name)
        ? schemaFaults(member, properties[name], document, `${at}.${name}`)
        : isOpen
        ? []
        : [`${at}.${name} is not described`]
    ),
  ];
}

function isOfType(value: Json, type: string): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  const own: string = typeof value;
  return own === type;
}

function isObject(value: Json): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function resolve(reference: string, document: Json): Json {
  return reference.slice(2).split("/").reduce((part, name) => part[name], document);
}

/** Every reference of a document that leads nowhere. */
export function brokenReferences(document: Json): string[] {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)];
  return references.map(([, reference = ""]) => reference).filter((reference) => {
    try {
      return resolve(reference, document) === undefined;
    } catch {
      return true;
    }
  });
}
