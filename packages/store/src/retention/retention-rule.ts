import { StoreError } from "../errors.js";

/** How long the records of a dataset are kept. Whatever is reached first counts. */
export interface RetentionRule {
  /** Days after its time at which a record is removed. */
  days?: number;
  /** Bytes on disk above which the oldest records are removed, whole partitions at a time. */
  bytes?: number;
}

/** Rules by dataset. A dataset without a rule is kept for ever. */
export type RetentionRules = Readonly<Record<string, RetentionRule>>;

/** What may stand in a rule, with its least value. */
const keys: Readonly<Record<string, number>> = { days: 1, bytes: 1_000_000 };

function fail(reason: string): never {
  throw new StoreError("CW_STORE_OPTIONS", { reason });
}

/**
 * Checks rules that come from a configuration.
 * @throws StoreError `CW_STORE_OPTIONS` naming the key that is wrong.
 */
export function checkRetention(rules: unknown): void {
  if (typeof rules !== "object" || rules === null) fail("expected retention to be rules by dataset");
  for (const [dataset, rule] of Object.entries(rules) as [string, unknown][]) {
    if (typeof rule !== "object" || rule === null) fail(`expected retention.${dataset} to have days or bytes`);
    for (const [key, value] of Object.entries(rule) as [string, unknown][])
      checkKey(`retention.${dataset}`, key, value);
  }
}

function checkKey(path: string, key: string, value: unknown): void {
  const least = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (least === undefined) fail(`unknown option ${path}.${key}; known are days, bytes`);
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least) {
    fail(`expected ${path}.${key} to be a whole number from ${least} up, got ${JSON.stringify(value)}`);
  }
}
