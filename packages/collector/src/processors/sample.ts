import { crc32 } from "node:zlib";
import type { SegmentRecord } from "@cordwood/store";
import { z } from "zod";
import { sampleWindowMs } from "../limits.js";
import { type CommonProcessorConfig, commonProcessorShape } from "./processor-options.js";
import { keyOf, KeyedStates } from "./keyed-states.js";
import type { ProcessorDefinition } from "./processor-definition.js";
import type { Processor } from "./processor.js";
import { fieldOf, setField } from "./record-field.js";

/** Keeps one record of several. */
export interface SampleConfig extends CommonProcessorConfig {
  type: "sample";
  one_in?: number | undefined;
  per_second?: number | undefined;
  by?: string[] | undefined;
  together?: string | undefined;
}

/** What is known of one key. */
interface Rate {
  oneIn: number;
  /** Place of the next record without anything to keep it together with. */
  place: number;
  windowMs: number;
  seen: number;
}

/** In every window the rate is what the window before would have needed. */
function adapt(rate: Rate, perSecond: number, nowMs: number): void {
  rate.seen += 1;
  const sinceMs = nowMs - rate.windowMs;
  if (sinceMs >= 0 && sinceMs < sampleWindowMs) return;
  const perWindow = (rate.seen * sampleWindowMs) / Math.max(sinceMs, sampleWindowMs);
  rate.oneIn = Math.max(1, Math.ceil((perWindow * 1000) / sampleWindowMs / perSecond));
  rate.seen = 0;
  rate.windowMs = nowMs;
}

/** Whether a value belongs to one in so many; who belongs to one in ten belongs to one in five, too. */
function isChosen(value: string, oneIn: number): boolean {
  return crc32(value) * oneIn < 2 ** 32;
}

function isNext(rate: Rate): boolean {
  rate.place = (rate.place + 1) % rate.oneIn;
  return rate.place === 0;
}

function createSample(config: SampleConfig, nowMs: () => number): Processor {
  const { one_in: oneIn = 1, per_second: perSecond, by = [], together = "trace_id" } = config;
  const rates = new KeyedStates<Rate>();
  const choose = (record: SegmentRecord): Rate | undefined => {
    const now = nowMs();
    const rate = rates.get(keyOf(record, by), () => ({ oneIn, place: -1, windowMs: now, seen: 0 }));
    if (perSecond !== undefined) adapt(rate, perSecond, now);
    const value = fieldOf(record, together);
    return (value === undefined ? isNext(rate) : isChosen(value, rate.oneIn)) ? rate : undefined;
  };
  return {
    type: "sample",
    reason: "sampled",
    process(record) {
      const rate = choose(record);
      if (rate === undefined) return undefined;
      if (rate.oneIn > 1) setField(record, "sample.one_in", String(rate.oneIn));
      return record;
    },
  };
}

/** The sample processor as a plugin. */
export const sampleProcessor: ProcessorDefinition<SampleConfig> = {
  type: "sample",
  schema: z.strictObject({
    type: z.literal("sample"),
    ...commonProcessorShape,
    one_in: z
      .int()
      .min(1)
      .optional()
      .describe("Of this many records one is kept, with the attribute `sample.one_in`. @default 1"),
    per_second: z
      .number()
      .positive()
      .optional()
      .describe("About so many records are kept in a second: the rate follows what came in the ten seconds before."),
    by: z.array(z.string().min(1)).min(1).optional().describe("Each value of these fields is sampled on its own."),
    together: z
      .string()
      .min(1)
      .optional()
      .describe("Records with the same value of this field are kept or dropped together. @default trace_id"),
  }),
  create: (config, { nowMs }) => createSample(config, nowMs),
};
