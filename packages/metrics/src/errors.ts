/** Message templates by code; each is explained in docs/reference/errors/metrics.md. */
const CATALOGUE = {
  CW_METRICS_LISTEN: "Cannot serve metrics at {0}:{1}: {2}.",
  CW_METRICS_OPTION: "Cannot use {0}: {1}.",
} as const;

/** A stable code of an error of this package. */
export type MetricsErrorCode = keyof typeof CATALOGUE;

/** Thrown for a mistake in the use of this package. */
export class MetricsError extends Error {
  /** Stable across releases; the message is not. */
  readonly code: MetricsErrorCode;

  constructor(code: MetricsErrorCode, values: readonly unknown[] = [], options?: ErrorOptions) {
    super(
      CATALOGUE[code].replaceAll(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)])),
      options,
    );
    this.name = "MetricsError";
    this.code = code;
  }
}
