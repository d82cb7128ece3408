import { type Evaluated, type Getter, toCondition, toNumber, toText } from "../value.js";
import { argument, type FunctionEvaluation } from "./function-evaluation.js";

/** The value by one of several getters, in the type that all have in common: theirs when it is the same, else text. */
function chosen(values: readonly Evaluated[], choose: (record: Parameters<Getter<unknown>>[0]) => number): Evaluated {
  const [type = "string"] = new Set(values.map((value) => value.type));
  const same = values.every((value) => value.type === type);
  const pick =
    <T>(getters: readonly Getter<T>[], none: T): Getter<T> =>
    (record) =>
      getters[choose(record)]?.(record) ?? none;
  if (same && type === "number") return { type, get: pick(values.map(toNumber), null) };
  if (same && type === "boolean") return { type, get: pick(values.map(toCondition), false) };
  if (same && type === "time") {
    const times = values.flatMap((value) => (value.type === "time" ? [value.get] : []));
    return { type, get: pick(times, 0n) };
  }
  return { type: "string", get: pick(values.map(toText), "") };
}

function isEmpty(value: Evaluated): Getter<boolean> {
  if (value.type === "number") return (record) => value.get(record) === null;
  const text = toText(value);
  return (record) => text(record) === "";
}

/** Functions that choose. */
export const logicFunctions: Readonly<Record<string, FunctionEvaluation>> = {
  if: (args) => {
    const holds = toCondition(argument(args, 0));
    return chosen(args.slice(1), (record) => (holds(record) ? 0 : 1));
  },
  coalesce: (args) => {
    const empties = args.map(isEmpty);
    // When all are empty it is the last one.
    return chosen(args, (record) => {
      const found = empties.findIndex((empty) => !empty(record));
      return found === -1 ? args.length - 1 : found;
    });
  },
  empty: (args) => ({ type: "boolean", get: isEmpty(argument(args, 0)) }),
};
