/** What a TypeScript file imports and which globals it touches, read from its syntax tree. @module */

/** One import, export-from, dynamic import or imported type. */
export interface ImportFound {
  /** As written between the quotes. */
  readonly specifier: string;
  /** The file meant, from the top level; absent for a package or a built-in module. */
  readonly path?: string;
}

/** What {@link readSyntax} finds. */
export interface SourceSyntax {
  readonly imports: readonly ImportFound[];
  /** Names that begin an expression or a qualified type (`Deno.cwd()`, `new Date()`, `Deno.Conn`), each once. */
  readonly roots: ReadonlySet<string>;
}

/**
 * Reads the imports of one file, type-only ones included. Comments and strings are not taken for code.
 *
 * @param path The file's path from the top level: relative imports are resolved against it.
 * @param text Its TypeScript.
 * @returns Imports in the order of the text, and the names at the root of expressions.
 */
export function readSyntax(path: string, text: string): SourceSyntax {
  const imports: ImportFound[] = [];
  const roots = new Set<string>();
  const found = (source: Deno.lint.Node | null) => {
    if (source?.type !== "Literal" || typeof source.value !== "string") return;
    imports.push(resolve(path, source.value));
  };
  const root = (node: Deno.lint.Node) => {
    if (node.type === "Identifier") roots.add(node.name);
    if (node.type === "MemberExpression" && node.property.type === "Identifier") {
      if (node.object.type === "Identifier") roots.add(`${node.object.name}.${node.property.name}`);
    }
  };
  const visitor: Deno.lint.LintVisitor = {
    ImportDeclaration: (node) => found(node.source),
    ExportNamedDeclaration: (node) => found(node.source),
    ExportAllDeclaration: (node) => found(node.source),
    ImportExpression: (node) => found(node.source),
    TSImportType: ({ argument }) =>
      found(argument.type === "TSLiteralType" ? argument.literal : argument),
    MemberExpression(node) {
      root(node);
      root(node.object);
    },
    CallExpression: (node) => root(node.callee),
    NewExpression: (node) => root(node.callee),
    TSQualifiedName: (node) => root(node.left),
  };
  Deno.lint.runPlugin({ name: "syntax", rules: { read: { create: () => visitor } } }, path, text);
  return { imports, roots };
}

function resolve(from: string, specifier: string): ImportFound {
  if (!specifier.startsWith(".")) return { specifier };
  return { specifier, path: new URL(specifier, `file:///${from}`).pathname.slice(1) };
}
