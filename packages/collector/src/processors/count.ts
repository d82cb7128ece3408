import { CollectorError } from "../errors.js";
import { numberOf } from "@cordwood/store/query/ast";
import { z } from "zod";
import { type CommonProcessorConfig, commonProcessorShape } from "./processor-options.js";
import type { CountedSeries } from "./counted-metrics.js";
import type { ProcessorDefinition, ProcessorSurroundings } from "./processor-definition.js";
import { fieldOf } from "./record-field.js";

/** Makes a metric of records. */
export interface CountConfig extends CommonProcessorConfig {
  type: "count";
  metric: string;
  help?: string | undefined;
  kind?: "counter" | "histogram" | undefined;
  value?: string | undefined;
  labels?: Record<string, string> | undefined;
  buckets?: number[] | undefined;
  label_values_max?: number | undefined;
  keep?: boolean | undefined;
}

/** Upper bounds that Prometheus clients use for seconds. */
const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const schema = z.strictObject({
  type: z.literal("count"),
  ...commonProcessorShape,
  metric: z
    .string()
    .regex(/^[a-zA-Z_:][\w:]{0,199}$/, "Expected the name of a metric: letters, digits, _ and :")
    .describe("Name of the metric on `/metrics`."),
  help: z.string().max(500).optional().describe('What it counts, for readers. @default "Records counted by NAME"'),
  kind: z
    .enum(["counter", "histogram"])
    .optional()
    .describe("Whether values are added up, or distributed over buckets. @default counter"),
  value: z
    .string()
    .min(1)
    .optional()
    .describe("Field with the number to add; a record without one goes on uncounted. @default 1 for each record"),
  labels: z
    .record(z.string().regex(/^[a-zA-Z_]\w{0,99}$/, "Expected a label: letters, digits and _"), z.string().min(1))
    .optional()
    .describe("Label to the field with its value. @default none"),
  buckets: z
    .array(z.number())
    .min(1)
    .max(100)
    .refine((bounds) => bounds.every((bound, index) => index === 0 || bound > (bounds[index - 1] ?? 0)), {
      message: "Expected bounds that rise",
    })
    .optional()
    .describe("Upper bounds of a histogram. @default 0.005 to 10, for seconds"),
  label_values_max: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe("Values of one label that are counted apart; further ones are counted as `other`. @default 200"),
  keep: z.boolean().optional().describe("The records go on, too. @default false"),
});

function seriesOf(config: CountConfig, { counted, logger, id }: ProcessorSurroundings): CountedSeries {
  const { metric: name, kind = "counter", labels = {} } = config;
  const options = {
    name,
    help: config.help ?? `Records counted by ${id}`,
    kind,
    labels: Object.keys(labels),
    ...(kind === "histogram" && { buckets: config.buckets ?? secondsBuckets }),
    ...(config.label_values_max !== undefined && { valuesMax: config.label_values_max }),
  };
  const warned = new Set<string>();
  const series = counted.register(options, (label, value) => {
    if (warned.has(label)) return;
    warned.add(label);
    const example = value.slice(0, 60);
    logger.warning('label "%s" of %s has too many values; further ones are counted as "other"', label, name, {
      example,
    });
  });
  if (series === undefined) throw new CollectorError("CW_COLLECTOR_COUNT", { metric: name });
  return series;
}

/** The count processor as a plugin. */
export const countProcessor: ProcessorDefinition<CountConfig> = {
  type: "count",
  schema,
  create: (config, surroundings) => {
    const { kind = "counter", value, labels = {}, keep = false } = config;
    const series = seriesOf(config, surroundings);
    const fields = Object.values(labels);
    return {
      type: "count",
      decides: true,
      reason: "counted",
      process(record) {
        const number = value === undefined ? 1 : numberOf(fieldOf(record, value) ?? "");
        // What cannot be counted is not taken away either.
        if (number === undefined || (kind === "counter" && number < 0)) return record;
        series.add(
          fields.map((name) => fieldOf(record, name) ?? ""),
          number,
        );
        return keep ? record : undefined;
      },
    };
  },
};
