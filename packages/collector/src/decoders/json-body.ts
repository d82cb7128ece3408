// JSON bodies of the protocols: parsed with every digit of long numbers, and looked at with care.
import { quoteLongIntegers } from "../parsers/json.js";
import { decodeError } from "./decode-error.js";

/** Members of a JSON object; anything else has none. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** Elements of a JSON array; anything else has none. */
export function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text; other values have an empty one, numbers their digits. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "bigint" ? String(value) : "";
}

/**
 * Parses a body that must be a JSON object.
 * @throws CollectorError `CW_COLLECTOR_DECODE`
 */
export function parseJsonBody(format: string, body: Uint8Array): Readonly<Record<string, unknown>> {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  try {
    const value: unknown = JSON.parse(quoteLongIntegers(text));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    throw decodeError(format, 0, error instanceof Error ? error.message.slice(0, 200) : "it is not JSON");
  }
  throw decodeError(format, 0, "it is not a JSON object");
}
