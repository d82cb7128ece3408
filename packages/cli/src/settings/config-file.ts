// Reads cordwood.yaml; what is wrong in it is said with file:line:column.
import { existsSync, readFileSync, statSync } from "node:fs";
import { isNode, LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";
import { CliError } from "../errors.js";
import { configBytesMax } from "../limits.js";
import { mistakesOf } from "./mistake.js";
import { settingsSchema } from "./settings.js";

/**
 * Reads and checks a configuration file.
 *
 * @param schema `cordwood check` gives the whole one
 * @returns its settings as they stand there, without defaults
 * @throws CliError `CW_CLI_CONFIG_READ`, `CW_CLI_CONFIG`
 */
export function readConfigFile(path: string, schema: z.ZodType = settingsSchema): Record<string, unknown> {
  return parseConfig(readText(path), path, schema);
}

function readText(path: string): string {
  try {
    if (!existsSync(path)) throw new Error("there is no such file");
    if (statSync(path).size > configBytesMax) throw new Error(`it is longer than ${configBytesMax} bytes`);
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = (error as Error).message;
    throw new CliError(
      "CW_CLI_CONFIG_READ",
      { path, reason, hint: "check its path; --config or CORDWOOD_CONFIG may name it" },
      { cause: error },
    );
  }
}

/** Checks the text of a configuration file. @throws CliError `CW_CLI_CONFIG` with `path:line:column` and the reason. */
export function parseConfig(text: string, path: string, schema: z.ZodType = settingsSchema): Record<string, unknown> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, strict: true, uniqueKeys: true });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  const mistake = document.errors[0];
  if (mistake) throw configError(place(mistake.pos[0]), yamlReason(mistake.message), "");
  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  const result = schema.safeParse(value);
  if (result.error === undefined) return value as Record<string, unknown>;
  // The first in the file is the first that is read.
  const [first] = mistakesOf(result.error.issues, schema, value)
    .map((found) => ({ found, offset: offsetOf(document, found.path, found.isKey) }))
    .toSorted((a, b) => a.offset - b.offset);
  const { found, offset } = first ?? { offset: 0 };
  throw configError(place(offset), found?.reason ?? "it is wrong", found?.hint ?? "");
}

// The place is said already.
const yamlReason = (message: string): string =>
  (message.split("\n", 1)[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");

const configError = (place: string, reason: string, hint: string): CliError =>
  new CliError("CW_CLI_CONFIG", { place, reason, hint });

/** Where the value at a key path begins, or its key; the nearest parent that is there when it is not. */
function offsetOf(document: Document, path: readonly PropertyKey[], key: boolean): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return key && length === path.length ? keyOffset(document, path) : node.range[0];
  }
  return 0;
}

function keyOffset(document: Document, path: readonly PropertyKey[]): number {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const items = (parent as { items?: { key?: { value?: unknown; range?: [number, number, number] } }[] }).items ?? [];
  return items.find((item) => item.key?.value === path.at(-1))?.key?.range?.[0] ?? 0;
}
