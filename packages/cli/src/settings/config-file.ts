// Reads cordwood.yaml; what is wrong in it is said with file:line:column.
import { readFileSync, statSync } from "node:fs";
import { nearest } from "@cordwood/server/api";
import { isNode, LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";
import { CliError } from "../errors.js";
import { configBytesMax } from "../limits.js";
import { settingDescriptions, settingsSchema } from "./settings.js";

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
    if (statSync(path).size > configBytesMax) throw new Error(`it is longer than ${configBytesMax} bytes`);
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = (error as Error).message;
    throw new CliError(
      "CW_CLI_CONFIG_READ",
      { path, reason, hint: "check --config or CORDWOOD_CONFIG" },
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
  if (mistake) throw configError(place(mistake.pos[0]), mistake.message.split("\n", 1)[0] ?? "", "");
  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  const result = schema.safeParse(value);
  const issue = result.error?.issues[0];
  if (issue) throw issueError(issue, document, place);
  return value as Record<string, unknown>;
}

const configError = (place: string, reason: string, hint: string): CliError =>
  new CliError("CW_CLI_CONFIG", { place, reason, hint });

function issueError(issue: z.core.$ZodIssue, document: Document, place: (offset: number) => string): CliError {
  const unknownKey = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const path = unknownKey === undefined ? issue.path : [...issue.path, unknownKey];
  const where = place(offsetOf(document, path, unknownKey !== undefined));
  const keyPath = path.map(String).join(".");
  if (unknownKey === undefined) return configError(where, `${keyPath || "the file"}: ${issue.message}`, "");
  const known = issue.path.length === 0 ? Object.keys(settingDescriptions) : [];
  const suggestion = nearest(unknownKey, known);
  const list = known.length === 0 ? "" : `known are ${known.join(", ")}`;
  const hint = suggestion === undefined ? list : `did you mean ${suggestion}?`;
  return configError(where, `${keyPath} is not known`, hint);
}

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
