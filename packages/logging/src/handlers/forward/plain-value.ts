import { valueText } from "../../value-text.js";

/**
 * A value with nothing in it but what JSON has: dates, errors, maps and circular references become what the JSON
 * formatter makes of them, within its bounds.
 */
export function plainValue(value: unknown): unknown {
  return JSON.parse(valueText(value)) as unknown;
}
