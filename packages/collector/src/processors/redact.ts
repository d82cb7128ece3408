import type { SegmentRecord } from "@cordwood/store";
import { RE2JS } from "re2js";
import { z } from "zod";
import { CollectorError, reasonOf } from "../errors.js";
import { patternLengthMax } from "../limits.js";
import { type CommonProcessorConfig, commonProcessorShape } from "./processor-options.js";
import type { ProcessorDefinition } from "./processor-definition.js";
import type { Processor } from "./processor.js";
import { fieldOf, setField } from "./record-field.js";

/** A kind of secret that is found by its look. */
export type RedactPattern =
  | "email"
  | "card_number"
  | "ipv4"
  | "bearer_token"
  | "jwt"
  | "url_credentials"
  | "cloud_key"
  | "private_key";

// None of these can backtrack further than its bounds.
const patterns: Readonly<Record<RedactPattern, RegExp>> = {
  email: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/g,
  card_number: /\b(?:\d[ -]?){12,18}\d\b/g,
  ipv4: /\b(?:\d{1,3}\.){3}\d{1,3}\b/g,
  bearer_token: /\b(?:Bearer|Basic) [\w.~+/=-]{8,4096}/gi,
  jwt: /\beyJ[\w-]{4,4096}\.[\w-]{4,4096}\.[\w-]{4,1024}/g,
  url_credentials: /(?<=:\/\/)[^\s/:@]{1,256}:[^\s/@]{1,256}(?=@)/g,
  // AWS access key ids, GitHub, GitLab, Slack, npm and Google keys, as their makers describe them.
  cloud_key:
    /\b(?:(?:AKIA|ASIA)[0-9A-Z]{16}|gh[opsur]_\w{36,255}|github_pat_\w{22,255}|glpat-[\w-]{20,64}|xox[abprs]-[\w-]{10,255}|npm_\w{36}|AIza[\w-]{35})/g,
  private_key: /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[^-]{0,16384}(?:-----END [A-Z ]{0,32}PRIVATE KEY-----)?/g,
};

const patternNames = Object.keys(patterns) as [RedactPattern, ...RedactPattern[]];

/** Whether the digits of a card's number have the right check digit (Luhn, ISO/IEC 7812-1). */
function isCardNumber(text: string): boolean {
  const digits = Array.from(text.replace(/\D/g, ""), Number).toReversed();
  const sum = digits.reduce((total, digit, place) => {
    const weighted = place % 2 === 0 ? digit : digit * 2;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}

/** Replaces secrets. */
export interface RedactConfig extends CommonProcessorConfig {
  type: "redact";
  fields?: string[] | undefined;
  patterns?: RedactPattern[] | undefined;
  expressions?: string[] | undefined;
  replacement?: string | undefined;
}

function expressionOf(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new CollectorError("CW_COLLECTOR_PATTERN", { pattern, reason: reasonOf(error) }, { cause: error });
  }
}

const expression = z
  .string()
  .min(1)
  .max(patternLengthMax)
  .superRefine((pattern, context) => {
    try {
      expressionOf(pattern);
    } catch (error) {
      context.addIssue({ code: "custom", message: reasonOf(error) });
    }
  });

type Cleaner = (text: string) => string;

function byPattern(name: RedactPattern, replacement: string): Cleaner {
  const found = patterns[name];
  if (name !== "card_number") return (text) => text.replaceAll(found, () => replacement);
  return (text) => text.replaceAll(found, (number) => (isCardNumber(number) ? replacement : number));
}

function byExpression(pattern: string, replacement: string): Cleaner {
  const compiled = expressionOf(pattern);
  const quoted = RE2JS.quoteReplacement(replacement);
  return (text) => compiled.matcher(text).replaceAll(quoted);
}

function createRedact(config: RedactConfig): Processor {
  const { fields = [], patterns: names = [], expressions = [], replacement = "[redacted]" } = config;
  const cleaners = [
    ...names.map((name) => byPattern(name, replacement)),
    ...expressions.map((pattern) => byExpression(pattern, replacement)),
  ];
  const named = new Set(fields.map((name) => name.toLowerCase()));
  const clean = (text: string): string => cleaners.reduce((cleaned, cleaner) => cleaner(cleaned), text);
  const isNamed = (name: string): boolean =>
    named.has(name.toLowerCase()) || named.has(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
  const process = (record: SegmentRecord): SegmentRecord => {
    record.message = isNamed("message") ? replacement : clean(record.message);
    for (const name of Object.keys(record.attributes)) {
      const value = fieldOf(record, name) ?? "";
      const cleaned = isNamed(name) ? replacement : clean(value);
      if (cleaned !== value) setField(record, name, cleaned);
    }
    return record;
  };
  return { type: "redact", process };
}

/** The redact processor as a plugin. */
export const redactProcessor: ProcessorDefinition<RedactConfig> = {
  type: "redact",
  schema: z.strictObject({
    type: z.literal("redact"),
    ...commonProcessorShape,
    fields: z
      .array(z.string().min(1))
      .optional()
      .describe("Fields whose whole value is replaced; a name also means the last part of a dotted one."),
    patterns: z
      .array(z.enum(patternNames))
      .optional()
      .describe("What is found and replaced in the message and in every attribute."),
    expressions: z
      .array(expression)
      .optional()
      .describe("Regular expressions in RE2's syntax; what they match is replaced, too."),
    replacement: z.string().optional().describe('What stands in its place. @default "[redacted]"'),
  }),
  create: (config) => createRedact(config),
};
