/**
 * Finds an element of the page that is there for sure.
 * @throws {TypeError} Where the page's markup and its script do not fit together.
 */
export function element<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new TypeError(`The page has no ${kind.name} #${id}`);
}
