import { getLogger, type Logger } from "@cordwood/logging";
import { type Counter, register, type Registry } from "prom-client";
import { EXAMPLE_LENGTH_MAX, LABEL_VALUES_MAX_DEFAULT, OVERFLOW_LABEL } from "../limits.js";
import { sharedCounter } from "../shared-counter.js";

/** Options of {@link LabelGuard} and {@link guardLabels}. */
export interface LabelGuardOptions {
  /** Values of one label that are counted apart. @default 200 */
  valuesMax?: number;
  /** Where overflows are counted. @default prom-client's own registry */
  registry?: Registry;
  /** Where the warning goes. @default getLogger("metrics") */
  logger?: Logger;
}

/**
 * Keeps a label from exploding: after `valuesMax` different values, further ones become `other`. They are counted in
 * `metrics_label_overflow_total{metric,label}`, and the first is named in one warning.
 */
export class LabelGuard {
  readonly #metric: string;
  readonly #valuesMax: number;
  readonly #logger: Logger;
  readonly #overflows: Counter<"metric" | "label">;
  readonly #seen = new Map<string, Set<string>>();
  readonly #warned = new Set<string>();

  constructor(metric: string, options: LabelGuardOptions = {}) {
    this.#metric = metric;
    this.#valuesMax = options.valuesMax ?? LABEL_VALUES_MAX_DEFAULT;
    this.#logger = options.logger ?? getLogger("metrics");
    const help = "Samples whose label value was replaced because the label has too many";
    this.#overflows = sharedCounter(options.registry ?? register, "metrics_label_overflow_total", help, [
      "metric",
      "label",
    ]);
  }

  /** The value, or `other` when the label has too many already. */
  value(label: string, given: string | number): string | number {
    const text = String(given);
    if (text === OVERFLOW_LABEL) return given;
    const seen = this.#seen.get(label) ?? new Set();
    if (seen.has(text)) return given;
    if (seen.size < this.#valuesMax) {
      this.#seen.set(label, seen.add(text));
      return given;
    }
    this.#overflow(label, text);
    return OVERFLOW_LABEL;
  }

  /** The same for all labels of a sample. */
  labels<T extends Partial<Record<string, string | number>>>(labels: T): T {
    const entries = Object.entries(labels).map(([label, given]) => [
      label,
      given === undefined ? given : this.value(label, given),
    ]);
    return Object.fromEntries(entries) as T;
  }

  #overflow(label: string, value: string): void {
    this.#overflows.inc({ metric: this.#metric, label });
    if (this.#warned.has(label)) return;
    this.#warned.add(label);
    const example = value.slice(0, EXAMPLE_LENGTH_MAX);
    this.#logger.warning(
      'label "%s" of metric %s has more than %d values; further ones, such as "%s", are counted as "%s"',
      label,
      this.#metric,
      this.#valuesMax,
      example,
      OVERFLOW_LABEL,
      { metric: this.#metric, label, example },
    );
  }
}
