// Reads the parameters of requests by zod schemas: unknown ones are refused with a suggestion, and what is wrong
// with a known one is said with its value.
import type { TimeRange } from "@cordwood/store";
import { parseTime } from "@cordwood/store/query";
import { z } from "zod";
import { ServerError } from "./errors.js";
import { queryCharactersMax } from "./limits.js";
import { nearest } from "./api/nearest.js";

type Shape = z.ZodRawShape;

/** A query in the search language; nothing at all selects everything. */
export const queryParameter: z.ZodType<string, string | undefined> = z
  .string()
  .max(queryCharactersMax)
  .default("*")
  .transform((text) => (text.trim() === "" ? "*" : text));

/** A time as the search language reads it, in nanoseconds. */
export const timeParameter: z.ZodType<bigint | undefined, string | number | undefined> = z
  .union([z.string(), z.number()])
  .transform((value, context) => {
    if (value === "") return undefined;
    const time = parseTime(String(value), BigInt(Date.now()) * 1_000_000n);
    if (time !== undefined) return time;
    context.addIssue({ code: "custom", message: `${timeForms}, got ${JSON.stringify(value).slice(0, 64)}` });
    return z.NEVER;
  })
  .optional();

const timeForms =
  'Expected a time like "2026-01-31T12:00:00Z", an epoch like 1769860800 or a relative time like "now-15m"';

/** A whole number within bounds, as text in an address or as a number in JSON. */
export function countParameter(min: number, max: number): z.ZodType<number | undefined> {
  return z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,9}$/, `Expected a number from ${min} to ${max}`)
        .transform(Number),
    ])
    .pipe(z.number().int().min(min).max(max))
    .optional();
}

/** Names separated by commas in an address, or a list in JSON. */
export const namesParameter: z.ZodType<string[] | undefined> = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(",").map((name) => name.trim()))])
  .transform((names) => names.filter((name) => name !== ""))
  .optional();

/** `from` and `to`: half-open, both optional. */
export const rangeShape: { from: typeof timeParameter; to: typeof timeParameter } = {
  from: timeParameter,
  to: timeParameter,
};

/** Makes the store's range of two optional times. @throws ServerError when it ends before it begins. */
export function toRange(from: bigint | undefined, to: bigint | undefined): { range?: Partial<TimeRange> } {
  if (from === undefined && to === undefined) return {};
  if (from !== undefined && to !== undefined && from > to)
    throw new ServerError("CW_SERVER_PARAMETER_INVALID", {
      name: "to",
      reason: "it lies before from",
      hint: "exchange from and to",
    });
  return { range: { ...(from !== undefined && { from }), ...(to !== undefined && { to }) } };
}

/** Reads the parameters of an address. @throws ServerError naming the first parameter that is wrong. */
export function readQueryString<S extends Shape>(url: string, shape: S): z.output<z.ZodObject<S>> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URL(url).searchParams) {
    if (Object.hasOwn(parameters, name))
      throw new ServerError("CW_SERVER_PARAMETER_INVALID", { name, reason: "it is given twice", hint: "give it once" });
    parameters[name] = value;
  }
  return readParameters(parameters, shape);
}

/** Reads parameters that are an object already. @throws ServerError naming the first parameter that is wrong. */
export function readParameters<S extends Shape>(parameters: unknown, shape: S): z.output<z.ZodObject<S>> {
  const result = schemaOf(shape).safeParse(parameters);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue?.code === "unrecognized_keys") throw unknownParameter(issue.keys[0] ?? "", Object.keys(shape));
  const name = String(issue?.path[0] ?? "");
  if (name === "")
    throw new ServerError("CW_SERVER_BODY_INVALID", {
      reason: "expected a JSON object",
      hint: `give any of ${Object.keys(shape).join(", ")}`,
    });
  throw new ServerError("CW_SERVER_PARAMETER_INVALID", {
    name,
    reason: reasonOf(issue, (parameters as Record<string, unknown>)[name]),
    hint: "",
  });
}

const schemas = new WeakMap<Shape, z.ZodObject>();

/** Made once for each shape: making a schema takes longer than using it. */
function schemaOf<S extends Shape>(shape: S): z.ZodObject<S> {
  const known = schemas.get(shape);
  // What is kept for a shape is what was made of it.
  if (known !== undefined) return known as z.ZodObject<S>;
  const made = z.strictObject(shape);
  schemas.set(shape, made);
  return made;
}

function reasonOf(issue: z.core.$ZodIssue | undefined, value: unknown): string {
  const branch = issue?.code === "invalid_union" ? issue.errors.at(-1)?.[0] : undefined;
  const message = branch?.message ?? issue?.message ?? "it is wrong";
  if (message.includes(", got ") || value === undefined) return message;
  return `${message}, got ${JSON.stringify(value).slice(0, 64)}`;
}

function unknownParameter(name: string, known: string[]): ServerError {
  const suggestion = nearest(name, known);
  const list = known.length === 0 ? "there are none here" : `known are ${known.join(", ")}`;
  const hint = suggestion === undefined ? list : `did you mean "${suggestion}"? (${list})`;
  return new ServerError("CW_SERVER_PARAMETER_UNKNOWN", { name: name.slice(0, 64), hint });
}
