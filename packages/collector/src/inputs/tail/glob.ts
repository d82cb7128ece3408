// Files that a path pattern matches: *, ?, [a-z], {a,b} within a name, ** for any directories.
import { readdir, stat } from "node:fs/promises";
import { isAbsolute, join, resolve, sep } from "node:path";
import { globFilesMax } from "../../limits.js";

const special = /[*?[{]/;

/** True when the text is a pattern and not the path of one file. */
export function isPattern(text: string): boolean {
  return special.test(text);
}

/** A pattern of one name as a regular expression. */
export function namePattern(pattern: string): RegExp {
  let source = "";
  let braces = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const close = character === "[" ? pattern.indexOf("]", at + 2) : -1;
    if (close !== -1) {
      source += bracket(pattern.slice(at + 1, close));
      at = close;
    } else if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "{") [source, braces] = [`${source}(?:`, braces + 1];
    else if (character === "}" && braces > 0) [source, braces] = [`${source})`, braces - 1];
    else if (character === "," && braces > 0) source += "|";
    else source += character.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  }
  return expressionOf(`^${source}${")".repeat(braces)}$`, pattern);
}

// A range that is none, such as [z-a], stands for itself.
function expressionOf(source: string, pattern: string): RegExp {
  try {
    return new RegExp(source, "s");
  } catch {
    return new RegExp(`^${pattern.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}$`, "s");
  }
}

function bracket(content: string): string {
  const negated = content.startsWith("!") || content.startsWith("^");
  const members = (negated ? content.slice(1) : content).replaceAll(/[\\\]^]/g, String.raw`\$&`);
  return `[${negated ? "^" : ""}${members}]`;
}

/** Absolute paths of the regular files that match, in no particular order; what cannot be read is left out. */
export async function expandPattern(pattern: string, directory: string = process.cwd()): Promise<string[]> {
  const absolute = isAbsolute(pattern) ? pattern : join(directory, pattern);
  if (!isPattern(absolute)) return [resolve(absolute)];
  const parts = absolute.split(sep);
  const first = parts.findIndex((part) => isPattern(part));
  const found = new Set<string>();
  await walk(parts.slice(0, first).join(sep) || sep, parts.slice(first), found);
  return [...found];
}

async function walk(directory: string, parts: readonly string[], found: Set<string>): Promise<void> {
  const [part, ...rest] = parts;
  if (part === undefined || found.size >= globFilesMax) return;
  if (part === "**") return walkDeep(directory, rest, found);
  if (!isPattern(part)) return visit(join(directory, part), rest, found);
  const expression = namePattern(part);
  for (const entry of await entriesOf(directory)) {
    if (!expression.test(entry.name) || (entry.name.startsWith(".") && !part.startsWith("."))) continue;
    // Only links have to be looked at to know what they lead to.
    if (rest.length === 0 && entry.isFile()) found.add(join(directory, entry.name));
    else await visit(join(directory, entry.name), rest, found);
  }
}

async function walkDeep(directory: string, rest: readonly string[], found: Set<string>): Promise<void> {
  await walk(directory, rest.length === 0 ? ["*"] : rest, found);
  for (const entry of await entriesOf(directory)) {
    // Links are not followed here, so that a loop of them ends.
    if (entry.isDirectory() && !entry.name.startsWith(".")) await walkDeep(join(directory, entry.name), rest, found);
  }
}

async function visit(path: string, rest: readonly string[], found: Set<string>): Promise<void> {
  if (rest.length > 0) return walk(path, rest, found);
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile() === true) found.add(path);
}

async function entriesOf(directory: string): Promise<{ name: string; isDirectory(): boolean; isFile(): boolean }[]> {
  return readdir(directory, { withFileTypes: true }).catch(() => []);
}
