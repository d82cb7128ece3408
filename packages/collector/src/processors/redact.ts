import type { SegmentRecord } from "@cordwood/store";
import { z } from "zod";
import { nameOption } from "../config/component-name.js";
import type { ProcessorDefinition } from "./processor-definition.js";
import type { Processor } from "./processor.js";
import { fieldOf, setField } from "./record-field.js";

/** A kind of secret that is found by its look. */
export type RedactPattern = "email" | "card_number" | "ipv4" | "bearer_token" | "jwt" | "url_credentials";

// None of these can backtrack further than its bounds.
const patterns: Readonly<Record<RedactPattern, RegExp>> = {
  email: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/g,
  card_number: /\b(?:\d[ -]?){12,18}\d\b/g,
  ipv4: /\b(?:\d{1,3}\.){3}\d{1,3}\b/g,
  bearer_token: /\b(?:Bearer|Basic) [\w.~+/=-]{8,4096}/gi,
  jwt: /\beyJ[\w-]{4,4096}\.[\w-]{4,4096}\.[\w-]{4,1024}/g,
  url_credentials: /(?<=:\/\/)[^\s/:@]{1,256}:[^\s/@]{1,256}(?=@)/g,
};

const patternNames = Object.keys(patterns) as [RedactPattern, ...RedactPattern[]];

/** Replaces secrets. */
export interface RedactConfig {
  type: "redact";
  name?: string | undefined;
  fields?: string[] | undefined;
  patterns?: RedactPattern[] | undefined;
  replacement?: string | undefined;
}

const schema: ProcessorDefinition<RedactConfig>["schema"] = z.strictObject({
  type: z.literal("redact"),
  ...nameOption,
  fields: z
    .array(z.string().min(1))
    .optional()
    .describe("Fields whose whole value is replaced; a name also means the last part of a dotted one."),
  patterns: z
    .array(z.enum(patternNames))
    .optional()
    .describe("What is found and replaced in the message and in every attribute."),
  replacement: z.string().optional().describe('What stands in its place. @default "[redacted]"'),
});

/** Makes a processor that replaces secrets. */
export function createRedact({
  fields = [],
  patterns: names = [],
  replacement = "[redacted]",
}: RedactConfig): Processor {
  const expressions = names.map((name) => patterns[name]);
  const named = new Set(fields.map((name) => name.toLowerCase()));
  const clean = (text: string): string => {
    let cleaned = text;
    for (const expression of expressions) cleaned = cleaned.replaceAll(expression, () => replacement);
    return cleaned;
  };
  const isNamed = (name: string): boolean =>
    named.has(name.toLowerCase()) || named.has(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
  const process = (record: SegmentRecord): SegmentRecord => {
    record.message = isNamed("message") ? replacement : clean(record.message);
    for (const name of Object.keys(record.attributes)) {
      setField(record, name, isNamed(name) ? replacement : clean(fieldOf(record, name) ?? ""));
    }
    return record;
  };
  return { type: "redact", process };
}

/** The redact processor as a plugin. */
export const redactProcessor: ProcessorDefinition<RedactConfig> = {
  type: "redact",
  schema,
  create: (config) => createRedact(config),
};
