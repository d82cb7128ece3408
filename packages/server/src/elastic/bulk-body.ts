// The body of _bulk: lines of JSON in pairs, an action and a document (delete has no document).
import { ServerError } from "../errors.js";

/** One action of a bulk request. */
export interface BulkAction {
  action: "index" | "create" | "delete" | "update";
  index: string;
  id: string | undefined;
  /** The record to store, for index and create. */
  document: Record<string, unknown> | undefined;
  /** Why this action cannot be carried out. */
  mistake: string | undefined;
}

const actions = ["index", "create", "delete", "update"] as const;

/** Where a document's index is kept, so that searches under an index find it. */
export const indexField = "elastic.index";

/**
 * Takes a bulk body apart. A document that is no JSON object is that action's mistake; an action line that cannot be
 * read is the whole request's, because nothing after it can be told apart.
 *
 * @throws ServerError `CW_SERVER_BODY_INVALID`
 */
export function readBulk(body: string, pathIndex: string): BulkAction[] {
  const lines = body.split("\n").filter((line) => line.trim() !== "");
  const found: BulkAction[] = [];
  for (let at = 0; at < lines.length; at++) {
    const action = readAction(lines[at] ?? "", at + 1, pathIndex);
    if (action.action !== "delete") readDocument(action, lines[++at]);
    found.push(action);
  }
  return found;
}

function readAction(line: string, number: number, pathIndex: string): BulkAction {
  const object = parseObject(line);
  const action = actions.find((name) => object !== undefined && Object.hasOwn(object, name));
  if (object === undefined || action === undefined)
    throw new ServerError("CW_SERVER_BODY_INVALID", {
      reason: `line ${number} is no bulk action`,
      hint: `expected an object with one of ${actions.join(", ")}`,
    });
  const { _index: index, _id: id } = (object[action] ?? {}) as { _index?: unknown; _id?: unknown };
  const mistake =
    action === "delete" || action === "update" ? `${action} is not possible: records do not change` : undefined;
  return {
    action,
    index: typeof index === "string" && index !== "" ? index : pathIndex,
    id: typeof id === "string" ? id : undefined,
    document: undefined,
    mistake,
  };
}

function readDocument(action: BulkAction, line: string | undefined): void {
  if (action.mistake !== undefined) return;
  const document = line === undefined ? undefined : parseObject(line);
  if (document === undefined) action.mistake = "the document is no JSON object";
  else action.document = action.index === "" ? document : { ...document, [indexField]: action.index };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
