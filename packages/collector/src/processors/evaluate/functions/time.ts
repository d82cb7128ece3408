import { parseTime } from "@cordwood/store/query";
import { ConditionError } from "../condition-error.js";
import type { Evaluated, Getter } from "../value.js";
import { argument, type FunctionEvaluation } from "./function-evaluation.js";

const dayMs = 86_400_000;

/** Days since Monday; the epoch was a Thursday. */
function day(ms: number): number {
  return (((Math.floor(ms / dayMs) + 3) % 7) + 7) % 7;
}

function timeOf(args: readonly Evaluated[]): Getter<bigint> {
  const value = argument(args, 0);
  if (value.type === "time") return (record) => value.get(record);
  throw new ConditionError("this function needs a time, such as `time` or now()");
}

function milliseconds(nanoseconds: bigint): number {
  return Number(BigInt.asIntN(64, nanoseconds) / 1_000_000n);
}

/** Functions on times. */
export const timeFunctions: Readonly<Record<string, FunctionEvaluation>> = {
  now: (_args, context) => ({ type: "time", get: () => context.now() }),
  totime: (args, context) => {
    const value = argument(args, 0);
    if (value.type === "time") return value;
    const text = value.type === "string" ? (value.literal ?? "") : "";
    const time = parseTime(text, context.now());
    if (time === undefined) throw new ConditionError('totime needs a time in quotes, such as "2026-01-31T10:00:00Z"');
    return { type: "time", get: () => parseTime(text, context.now()) ?? time };
  },
  hour: (args) => {
    const time = timeOf(args);
    return { type: "number", get: (record) => new Date(milliseconds(time(record))).getUTCHours() };
  },
  weekday: (args) => {
    const time = timeOf(args);
    return { type: "number", get: (record) => day(milliseconds(time(record))) + 1 };
  },
};
