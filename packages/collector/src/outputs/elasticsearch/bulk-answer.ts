// Reads the answer of _bulk: one item for each document, each with a status of its own.
import { quotedBytesMax } from "../../limits.js";
import { type HttpAnswer, placeOf } from "../http/http-sender.js";
import { visible } from "../http/http-verdict.js";
import type { RefusedLine } from "../output.js";

interface Item {
  status: number;
  reason: string;
}

// 409: the document is there already, from a delivery whose answer was lost.
const isTaken = (status: number): boolean => (status >= 200 && status < 300) || status === 409;
// Somebody can set these right (rights, a missing index, a full disk or queue): the records wait.
const waits = new Set([401, 403, 404, 408, 429]);

/**
 * The lines that the target refused for good; `lines` has the line's number for each document.
 * @throws Error when some are to be tried again, or the answer cannot be read.
 */
export function refusedItems(answer: HttpAnswer, lines: readonly number[]): readonly RefusedLine[] {
  const items = readItems(answer, lines.length);
  const waiting = items.filter(({ status }) => waits.has(status) || status >= 500);
  if (waiting[0] !== undefined) {
    const { status, reason } = waiting[0];
    throw new Error(`${placeOf(answer.url)} could not take ${waiting.length} of ${items.length}: ${status} ${reason}`);
  }
  return items.flatMap(({ status, reason }, index) =>
    isTaken(status) ? [] : [{ line: lines[index] ?? 0, reason: `${status} ${reason}` }],
  );
}

function readItems(answer: HttpAnswer, count: number): Item[] {
  const body = parse(answer);
  if (body.errors === false) return [];
  const { items } = body;
  if (!Array.isArray(items) || items.length !== count)
    throw unreadable(answer, `not the ${count} items that were sent`);
  return items.map((item) => itemOf(item));
}

function parse(answer: HttpAnswer): { errors?: unknown; items?: unknown } {
  if (answer.cut) throw unreadable(answer, `more than ${answer.body.length} bytes`);
  try {
    const body: unknown = JSON.parse(answer.body.toString("utf8"));
    if (typeof body === "object" && body !== null) return body;
  } catch {
    // Said below.
  }
  throw unreadable(answer, "no JSON object");
}

function itemOf(item: unknown): Item {
  const [result] = Object.values((item ?? {}) as Record<string, { status?: unknown; error?: unknown }>);
  const { status, error } = result ?? {};
  return { status: typeof status === "number" ? status : 500, reason: reasonOf(error) };
}

function reasonOf(error: unknown): string {
  if (typeof error === "string") return visible(error).slice(0, quotedBytesMax);
  const { type, reason, caused_by: cause } = (error ?? {}) as Record<string, unknown>;
  const parts = [type, reason, (cause as { reason?: unknown } | undefined)?.reason];
  const texts = parts.filter((part): part is string => typeof part === "string");
  return visible(texts.join(": ")).slice(0, quotedBytesMax);
}

function unreadable({ url, status }: HttpAnswer, found: string): Error {
  return new Error(`${placeOf(url)} answered ${status} with ${found}; is it Elasticsearch's _bulk?`);
}
