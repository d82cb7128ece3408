// Round intervals of time for the buckets of a histogram.

const ms = 1_000_000n;
const second = 1000n * ms;
const minute = 60n * second;
const hour = 60n * minute;
const day = 24n * hour;

/** Steps that people count in, in nanoseconds. */
const steps: readonly bigint[] = [
  ...[1n, 2n, 5n, 10n, 20n, 50n, 100n, 200n, 500n].map((count) => count * ms),
  ...[1n, 2n, 5n, 10n, 15n, 30n].map((count) => count * second),
  ...[1n, 2n, 5n, 10n, 15n, 30n].map((count) => count * minute),
  ...[1n, 2n, 3n, 6n, 12n].map((count) => count * hour),
  ...[1n, 2n, 7n, 14n, 30n, 90n, 180n, 365n].map((count) => count * day),
];

/** The smallest round interval in nanoseconds that covers `span` with at most `buckets` buckets. */
export function chooseInterval(span: bigint, buckets: number): bigint {
  const least = (span + BigInt(buckets) - 1n) / BigInt(buckets);
  const round = steps.find((step) => step >= least);
  if (round !== undefined) return round;
  const year = 365n * day;
  return ((least + year - 1n) / year) * year;
}

/** Rounds down to a multiple of `unit`, also below zero. */
export function floorTo(value: bigint, unit: bigint): bigint {
  const rest = value % unit;
  return value - (rest < 0n ? rest + unit : rest);
}
