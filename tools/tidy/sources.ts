// Reads the repository's own files for the tidy tests.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, type Program } from "oxc-parser";

/** The repository's root. */
export const root: string = join(import.meta.dirname, "..", "..");

/** One TypeScript file of the repository. */
export interface SourceFile {
  /** Path from the root, with slashes. */
  path: string;
  text: string;
  /** Whether it is a test, a benchmark or development code that is not shipped. */
  test: boolean;
}

const skipped = new Set(["node_modules", "dist", ".git", "data", "coverage"]);

/** Paths of all files below a folder, from the root. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesBelow(path);
    return [path];
  });
}

const isTest = (path: string): boolean =>
  /\.(test|conformance)\.tsx?$/.test(path) || /(^|\/)(bench|dev|testing)\//.test(path) || !path.startsWith("packages/");

/** All TypeScript files below a folder. */
export function sourcesBelow(folder: string): SourceFile[] {
  return filesBelow(folder)
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".d.ts"))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8"), test: isTest(path) }));
}

/** A function's place and length. */
export interface FunctionSpan {
  name: string;
  line: number;
  lines: number;
  component: boolean;
}

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

function* childrenOf(node: Node): Generator<Node> {
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) yield* value.filter(isNode);
    else if (isNode(value)) yield value;
  }
}

/** Calls `visit` for every node of a tree, parents first. */
export function walk(node: Node, visit: (node: Node, parent: Node | undefined) => void, parent?: Node): void {
  visit(node, parent);
  for (const child of childrenOf(node)) walk(child, visit, node);
}

/** The syntax tree of a file. */
export function parse(file: SourceFile): Program {
  const result = parseSync(file.path, file.text);
  if (result.errors.length > 0) throw new Error(`cannot parse ${file.path}: ${result.errors[0]?.message}`);
  return result.program;
}

const functionTypes = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

function nameOf(node: Node, parent: Node | undefined): string {
  for (const holder of [node["id"], parent?.["id"], parent?.["key"]]) {
    if (isNode(holder) && typeof holder["name"] === "string") return holder["name"];
  }
  return "(anonymous)";
}

/** Every function of a file with its length in lines. */
export function functionsOf(file: SourceFile): FunctionSpan[] {
  const lineStarts = [0, ...[...file.text.matchAll(/\n/g)].map((match) => match.index + 1)];
  const lineAt = (offset: number): number => lineStarts.findLastIndex((start) => start <= offset) + 1;
  const spans: FunctionSpan[] = [];
  walk(parse(file) as unknown as Node, (node, parent) => {
    if (!functionTypes.has(node.type)) return;
    const line = lineAt(node.start);
    const name = nameOf(node, parent);
    spans.push({
      name,
      line,
      lines: lineAt(node.end) - line + 1,
      component: file.path.endsWith(".tsx") && /^[A-Z]/.test(name),
    });
  });
  return spans;
}
